import type { ImageRef } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Options } from '#src/ports/command.ts';

/** The options of a request as a command reads them; an empty text is no text. */
export function optionsOf({ options, images }: Pick<IncomingRequest, 'options' | 'images'>): Options {
  return {
    text(name) {
      const value = options[name];
      return value === undefined || value === '' ? undefined : String(value);
    },
    integer(name) {
      const value = options[name];
      return value === undefined || value === '' ? undefined : Number(value);
    },
    flag(name) {
      const value = options[name];
      return value === undefined ? undefined : value === true || value === 'true';
    },
    images: (name): readonly ImageRef[] => images[name] ?? [],
  };
}
