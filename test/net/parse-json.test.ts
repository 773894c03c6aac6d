import { expect, it } from 'vitest';
import { parseJson } from '#src/net/parse-json.ts';

it('reads text and bytes', () => {
  expect(parseJson('{"a":[1]}')).toEqual({ a: [1] });
  expect(parseJson(Buffer.from('"é"'))).toBe('é');
});

it.each(['', '{"a":', '<html>', 'undefined'])('gives nothing for what is none: %j', (text) => {
  expect(parseJson(text)).toBeUndefined();
});
