import { z } from 'zod';
import { hiddenMustBe } from './wording.ts';

/** A key of the HTTP API, and what it is called. */
export interface ApiKeyConfig {
  /** In lower case. */
  readonly name: string;
  readonly key: string;
}

const PAIRS_RULE = hiddenMustBe('name:key pairs with commas between them, such as web:KEY,shop:KEY');
const NAME_RULE = hiddenMustBe(
  'name:key pairs whose names are 1 to 40 letters a to z, digits, dots and hyphens, and not "local"',
);
const TWICE_RULE = hiddenMustBe('name:key pairs without the same key or name twice');

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?$/;

/** Reads `web:KEY,shop:KEY`. A key may hold colons; a name may not. */
export const API_KEYS = z.string().transform((words, context): readonly ApiKeyConfig[] => {
  const pairs = words.split(',').flatMap((pair) => (pair.trim() === '' ? [] : [pair.trim()]));
  const keys = pairs.map((pair) => {
    const colon = pair.indexOf(':');
    return { name: pair.slice(0, Math.max(0, colon)).trim().toLowerCase(), key: pair.slice(colon + 1).trim(), colon };
  });
  const refuse = (message: string) => {
    context.addIssue({ code: 'custom', message });
    return z.NEVER;
  };
  if (keys.some(({ colon, key }) => colon < 1 || !/^[\x21-\x7e]+$/.test(key))) return refuse(PAIRS_RULE());
  if (keys.some(({ name }) => !NAME.test(name) || name === 'local')) return refuse(NAME_RULE());
  const isTwice =
    new Set(keys.map(({ name }) => name)).size + new Set(keys.map(({ key }) => key)).size < 2 * keys.length;
  return isTwice ? refuse(TWICE_RULE()) : keys.map(({ name, key }) => ({ name, key }));
});

const SHORT = 20;

/** Keys that somebody could guess. */
export const noticesOnApiKeys = (keys: readonly ApiKeyConfig[]): readonly string[] =>
  keys.some(({ key }) => key.length < SHORT)
    ? [
        `EASEL_API_KEYS has a key of fewer than ${SHORT} characters, which can be guessed; easel keys create makes a better one.`,
      ]
    : [];
