import { expect, it } from 'vitest';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';

const KEY = 'the-key-1234';

it('keeps the words of an error and of its causes, without keys and links', () => {
  const first = new TypeError(`fetch failed for ${KEY}`, { cause: new Error('see https://example.com/a?b') });
  const cause = scrubbedCause(new Error('Connection error.', { cause: first }), [KEY]);
  expect(cause.message).toBe('Connection error.: fetch failed for (key): see (link)');
});

it('keeps nothing else of an error', () => {
  const thrown = Object.assign(new Error('No.'), { headers: { authorization: KEY }, request: { body: 'words' } });
  const cause = scrubbedCause(thrown, [KEY]);
  expect(Object.keys(cause)).toEqual([]);
  expect(cause.cause).toBeUndefined();
});

it.each(['words', undefined, { message: 'words' }])('says nothing of what is no error: %j', (thrown) => {
  expect(scrubbedCause(thrown, [KEY]).message).toBe('');
});
