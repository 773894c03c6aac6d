import { expect, it } from 'vitest';
import { chooseMode } from '#src/domain/mode.ts';
import { modesOf } from '#src/domain/model.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';

it.each([
  ['no picture', {}, 'generate'],
  ['one picture', { references: 1 }, 'edit'],
  ['two pictures', { references: 2 }, 'multi-reference'],
  ['sixteen pictures', { references: 16 }, 'multi-reference'],
  ['fidelity and a picture', { references: 1, fidelity: 'high' }, 'high-fidelity'],
  ['fidelity and no picture', { fidelity: 'high' }, 'generate'],
  ['low fidelity', { references: 1, fidelity: 'low' }, 'edit'],
  ['transparency', { background: 'transparent' }, 'transparent'],
  ['an opaque background', { background: 'opaque' }, 'generate'],
  [
    'transparency, fidelity and pictures',
    { references: 3, background: 'transparent', fidelity: 'high' },
    'transparent',
  ],
  [
    'a mask and everything else',
    { references: 3, masked: true, background: 'transparent', fidelity: 'high' },
    'inpaint',
  ],
  ['words in capitals', { references: 1, background: ' Transparent' }, 'transparent'],
  ['fidelity in capitals', { references: 1, fidelity: 'HIGH ' }, 'high-fidelity'],
] as const)('with %s', (_what, given, mode) => {
  expect(chooseMode({ references: 0, masked: false, ...given }).mode).toBe(mode);
});

it('says why, in half a sentence that goes on from "because"', () => {
  expect(chooseMode({ references: 3, masked: false }).why).toBe('3 pictures were given');
  expect(chooseMode({ references: 1, masked: true }).why).toBe('a mask says which part to change');
});

it('lists what a model can do', () => {
  expect(modesOf(ABLE)).toEqual([
    'generate',
    'edit',
    'multi-reference',
    'inpaint',
    'high-fidelity',
    'transparent',
    'grid',
    'remove-background',
  ]);
  expect(modesOf(PLAIN)).toEqual(['generate', 'edit', 'multi-reference', 'inpaint', 'high-fidelity', 'grid']);
  expect(modesOf(WORDS_ONLY)).toEqual(['generate', 'grid']);
});
