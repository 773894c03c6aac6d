import { describe, expect, it } from 'vitest';
import { parsePerson } from '#src/chat/playground/person.ts';

describe('names', () => {
  it('makes one person of a name however it is written', () => {
    expect(parsePerson('  Ada ')).toEqual({ userId: 'ada', displayName: 'Ada' });
    expect(parsePerson('ADA').userId).toBe('ada');
    expect(parsePerson('Zoe\u0301')).toEqual(parsePerson('Zo\u00e9'));
  });

  it('takes 32 characters as people count them', () => {
    expect(parsePerson('🎨'.repeat(32)).displayName).toHaveLength(64);
    expect(() => parsePerson('a'.repeat(33))).toThrow('1 to 32 visible characters');
  });

  it.each([undefined, '', '   ', 'a\nb', 'a\u202Eb', '\u200B', 'a\u0000', '\uD800', 7])('refuses %j', (name) => {
    expect(() => parsePerson(name)).toThrow(expect.objectContaining({ code: 'option-invalid' }));
  });
});
