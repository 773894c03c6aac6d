import { EaselError } from '#src/domain/errors.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Options } from '#src/ports/command.ts';

/** The options of a request as a command reads them; an empty text is no text. Reading a number throws where there is none. */
export function optionsOf({
  options,
  called = {},
  images,
}: Pick<IncomingRequest, 'options' | 'called' | 'images'>): Options {
  return {
    text(name) {
      const value = options[name];
      return value === undefined || value === '' ? undefined : String(value);
    },
    integer(name) {
      const value = options[name];
      if (value === undefined || value === '') return undefined;
      const number = Number(value);
      if (Number.isFinite(number)) return number;
      throw new EaselError('option-invalid', { option: name, value: String(value), allowed: 'a number' });
    },
    flag(name) {
      const value = options[name];
      return value === undefined ? undefined : value === true || value === 'true';
    },
    called: (name) => (Object.hasOwn(called, name) ? called[name] : undefined),
    images: (name): readonly ImageRef[] => images[name] ?? [],
  };
}
