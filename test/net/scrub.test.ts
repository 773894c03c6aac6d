import { describe, expect, it } from 'vitest';
import { scrub } from '#src/net/scrub.ts';

describe('scrub', () => {
  it.each([
    ['Incorrect API key provided: sk-proj-abc***************wxyz.', 'Incorrect API key provided: (key)'],
    ['See https://platform.openai.com/account/keys?k=1 for help', 'See (link) for help'],
    ['Contact us through help.openai.com please', 'Contact us through (link) please'],
    ['Authorization: Bearer abc.def-ghi', 'Authorization: (key)'],
    ['Organization org-A1b2C3d4E5f6 must be verified', 'Organization (key) must be verified'],
    ['token 0123456789abcdef0123456789abcdef01 refused', 'token (key) refused'],
    ['postgres://user:pass@10.0.0.1:5432/db is down', '(link) is down'],
    ['two\nlines\u0000and\u202etricks', 'two lines and tricks'],
  ])('turns %j into %j', (words, clean) => {
    expect(scrub(words)).toBe(clean);
  });

  it.each([
    "Invalid size '100x100'. Use gpt-image-2.6-flare, e.g. at 1024x1024.",
    'The mask.png has no alpha channel.',
  ])('leaves plain words alone: %s', (words) => {
    expect(scrub(words)).toBe(words);
  });

  it('takes out the very key in use, whatever it looks like', () => {
    expect(scrub('key hunter2! is wrong', ['hunter2!'])).toBe('key (key) is wrong');
  });

  it('keeps to 300 characters', () => {
    expect(scrub('so much to say '.repeat(100))).toHaveLength(300);
  });
});

// Looking at all of it would take minutes: the test would run out of time.
it('looks at the beginning of a long sentence only, so that no answer can hold the process up', () => {
  expect(scrub('a-'.repeat(500_000)).length).toBeLessThanOrEqual(300);
});
