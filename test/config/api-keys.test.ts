import { describe, expect, it } from 'vitest';
import { configOf, problemsOf } from './open-config.ts';

describe('EASEL_API_KEYS', () => {
  it('names keys of the HTTP API, names in lower case, blanks left out', () => {
    const { apiKeys, notices } = configOf({
      EASEL_API_KEYS: ' Web:key-0123456789:abcdef , shop:another-key-0123456789, ',
    });
    expect(apiKeys).toEqual([
      { name: 'web', key: 'key-0123456789:abcdef' },
      { name: 'shop', key: 'another-key-0123456789' },
    ]);
    expect(notices).toEqual([]);
  });

  it.each([
    'web',
    ':key',
    'web:',
    'web:a b',
    'a_b:key-1',
    'local:key-1',
    'web:key-1,web:key-2',
    'web:key-1,shop:key-1',
  ])('%s is a problem that repeats no key', (value) => {
    const problems = problemsOf(() => configOf({ EASEL_API_KEYS: value }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(/^EASEL_API_KEYS does not fit; it must be name:key pairs/);
    expect(problems[0]).not.toContain('key-1');
  });

  it('that can be guessed are noted', () => {
    expect(configOf({ EASEL_API_KEYS: 'web:short' }).notices).toEqual([expect.stringContaining('can be guessed')]);
  });
});
