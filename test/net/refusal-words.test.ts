import { expect, it } from 'vitest';
import { refusalWords, unlessMarkup } from '#src/net/refusal-words.ts';

it('says what the provider says, without its key', () => {
  expect(refusalWords('The prompt for the-key-1 is too long.', 400, ['the-key-1'])).toBe(
    'The prompt for (key) is too long.',
  );
});

it('says that there was no reason, and which error it was where that is known', () => {
  expect(refusalWords('', 422, [])).toBe('it gave no reason (error 422).');
  expect(refusalWords(' ', undefined, [])).toBe('it gave no reason.');
});

it('leaves a page of HTML out, and nothing else', () => {
  expect(unlessMarkup(' <!doctype html><title>Bad gateway</title>')).toBe('');
  expect(unlessMarkup('1 < 2')).toBe('1 < 2');
});
