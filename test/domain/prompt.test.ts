import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemblePrompt, promptLength } from '#src/domain/prompt.ts';

describe('assemblePrompt', () => {
  it('joins the parts by blank lines and drops empty ones', () => {
    expect(assemblePrompt(['Keep the faces.', undefined, '  ', ' a red car\n'])).toBe('Keep the faces.\n\na red car');
  });

  it('leaves what stands inside a part as it is', () => {
    fc.assert(
      fc.property(fc.array(fc.string()), (parts) => {
        const kept = parts.map((part) => part.trim()).filter((part) => part !== '');
        expect(assemblePrompt(parts)).toBe(kept.join('\n\n'));
      }),
    );
  });
});

describe('promptLength', () => {
  it.each([
    ['', 0],
    ['a car', 5],
    ['für Ärzte', 9],
    ['🚗🚗', 2],
  ])('counts %o as %i', (prompt, length) => expect(promptLength(prompt)).toBe(length));
});
