import { EaselError } from '#src/domain/errors.ts';

/** Who somebody says they are; the playground knows people by their names alone. */
export interface Person {
  /** The name in lower case, so that `Ada` and `ada` are one person with one account. */
  readonly userId: string;
  readonly displayName: string;
}

const MAX_LENGTH = 32;

/** Control characters, invisible marks (also those that turn the direction of writing) and lone surrogates. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/**
 * Reads a name.
 * @throws {EaselError} `option-invalid` unless it has 1 to 32 printable characters.
 */
export function parsePerson(name: unknown): Person {
  const displayName = typeof name === 'string' ? name.normalize('NFC').trim() : '';
  const length = [...displayName].length;
  if (length === 0 || length > MAX_LENGTH || INVISIBLE.test(displayName)) {
    throw new EaselError('option-invalid', {
      option: 'name',
      value: [...displayName].slice(0, MAX_LENGTH).join(''),
      allowed: `1 to ${MAX_LENGTH} visible characters`,
    });
  }
  return { userId: displayName.toLowerCase(), displayName };
}
