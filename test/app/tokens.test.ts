import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { actionAmong, actionOf, readState } from '#src/app/tokens.ts';
import type { ActionKind } from '#src/ports/cards.ts';
import { jobLike } from '../commands/say.ts';

const KINDS: readonly ActionKind[] = [
  ...(['confirm', 'cancel', 'reroll', 'upscale', 'vary', 'edit', 'reference'] as const),
  ...(['download', 'thread', 'share', 'delete'] as const),
];
const names = fc.stringMatching(/^[\w-]{1,40}$/);
const pictures = fc.option(fc.integer({ min: 0, max: 99 }), { nil: undefined });

describe("a button's name", () => {
  it('is read back as it was made, and fits every platform', () => {
    fc.assert(
      fc.property(names, fc.constantFrom(...KINDS), fc.boolean(), pictures, (token, kind, hidden, picture) => {
        const { state } = actionOf(jobLike({ token, private: hidden }), kind, 'Label', picture);
        expect(readState(state)).toEqual({ name: token, kind, private: hidden, picture });
        expect(state.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('says among how many pictures its form asks', () => {
    fc.assert(
      fc.property(names, fc.boolean(), fc.integer({ min: 2, max: 99 }), (token, hidden, among) => {
        const action = actionAmong(jobLike({ token, private: hidden }), 'edit', 'Edit', among);
        expect(action).toMatchObject({ among, opensForm: true });
        expect(readState(action.state)).toMatchObject({ name: token, kind: 'edit', private: hidden, among });
        expect(action.state.length).toBeLessThanOrEqual(80);
      }),
    );
  });

  it('carries neither words, people nor ids of jobs', () => {
    const job = jobLike({ id: 'the-job', token: 'random', personId: 'ada' });
    const { state } = actionOf(job, 'reroll', 'Reroll');
    for (const hidden of ['the-job', 'ada', 'fox', 'guild']) expect(state).not.toContain(hidden);
  });

  it('says which buttons open a form', () => {
    const opening = KINDS.filter((kind) => actionOf(jobLike({}), kind, 'x').opensForm);
    expect(opening).toEqual(['edit', 'reference']);
  });

  it.each([
    '',
    '.',
    'a.b.c.d',
    'name.sculpt',
    'name.reroll.',
    'name.reroll.-1',
    'name.reroll.100',
    'name.reroll.1.2',
    'name.reroll~~',
    'name.REROLL',
    'name.reroll\n',
    ' name.reroll',
    '../../etc.reroll',
    'näme.reroll',
    `${'a'.repeat(41)}.reroll`,
    `${'a'.repeat(1_000_000)}.reroll`,
    'name.constructor',
    'name.reroll.１',
    'name.edit/',
    'name.edit/100',
    'name.edit.1/4',
    'name.menu/1',
  ])('is none of ours: %j', (state) => {
    expect(readState(state)).toBeUndefined();
  });

  it('never breaks on whatever is sent for one', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (state) => {
        const read = readState(state);
        if (read) expect(read.name).toMatch(/^[\w-]{1,40}$/);
      }),
    );
  });
});
