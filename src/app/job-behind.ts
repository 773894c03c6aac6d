import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { createTokenLookup, PressedButton } from './tokens.ts';
import { isVisibleTo } from './visible-job.ts';

export interface BehindParts {
  readonly jobOf: ReturnType<typeof createTokenLookup>;
}

/** The job that a button belongs to, for who presses it. */
export function createJobBehind({ jobOf }: BehindParts) {
  /** @throws {EaselError} `not-found` also where it is somebody else's private job: nobody learns that there is one. */
  return async function jobBehind(pressed: PressedButton | undefined, request: IncomingRequest): Promise<Job> {
    const job = pressed && (await jobOf(pressed.name));
    if (!job || !isVisibleTo(job, request)) throw goneBehind();
    return job;
  };
}

export const goneBehind = (): EaselError => new EaselError('not-found', { what: 'What this button belongs to' });
