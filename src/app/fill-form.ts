import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Origin } from './conversation.ts';
import { resultRef } from './follow-up.ts';
import type { createJobBehind } from './job-behind.ts';
import { readState } from './tokens.ts';
import { commandOptions, picturesMeant } from './which-picture.ts';

/** What a form asks for: a command, and what it follows, where it does. */
export interface Filled {
  readonly request: IncomingRequest;
  readonly origin?: Origin;
}

/** Reads the forms that buttons open. */
export function createFillForm(jobBehind: ReturnType<typeof createJobBehind>) {
  /**
   * A form that a button opened is its command once more, with the button's picture before those that were added.
   * @throws {EaselError} `not-found` where the button's job or picture is gone, `option-invalid` where no such picture is there.
   */
  return async function fillForm(request: IncomingRequest): Promise<Filled> {
    const pressed = readState(request.state ?? '');
    const job = await jobBehind(pressed, request);
    const count = job.result?.pictures.length ?? 0;
    const meant = pressed?.among === undefined ? [pressed?.picture] : picturesMeant(request.options, count);
    const image = [...meant.map((picture) => resultRef(job, picture)), ...(request.images.image ?? [])];
    const isPrivate = pressed?.private === true || job.private;
    return {
      request: { ...request, options: commandOptions(request.options), images: { ...request.images, image } },
      origin: { private: isPrivate, parent: { jobId: job.id, by: request.name } },
    };
  };
}
