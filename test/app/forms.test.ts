import { describe, expect, it } from 'vitest';
import { editForm, menuForm, referenceForm } from '#src/app/forms.ts';
import { commandOptions, picturesMeant } from '#src/app/which-picture.ts';
import { parseRegion } from '#src/domain/region.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import { refusal } from '../domain/plan-kit.ts';

const idsOf = ({ fields }: FormSpec) => fields.map(({ id }) => id);
const FIRST = ['prompt', 'image', 'region', 'exact'];

describe('the form for an edit', () => {
  it('asks what matters first, for places with room for five fields', () => {
    expect(idsOf(editForm('state'))).toEqual([...FIRST, 'mask', 'model']);
    expect(idsOf(editForm('state', 4)).slice(0, 5)).toEqual(['picture', ...FIRST]);
    expect(idsOf(menuForm('state', 2)).slice(0, 5)).toEqual(['picture', ...FIRST]);
    expect(idsOf(referenceForm('state', 4))).toEqual(['picture', 'prompt', 'image', 'aspect', 'model']);
  });

  it('asks for no number where there is one picture', () => {
    expect(idsOf(menuForm('state', 1))).toEqual(idsOf(editForm('state')));
  });

  it('keeps everything else exactly unless somebody says no', () => {
    expect(editForm('state').fields.find(({ id }) => id === 'exact')).toMatchObject({ kind: 'flag', value: true });
  });

  it('offer to paint the part where there is a page for it', () => {
    const regionOf = ({ fields }: FormSpec) => fields.find(({ id }) => id === 'region');
    expect(JSON.stringify(regionOf(editForm('state')))).not.toContain('paint');
    for (const form of [editForm('state', 2, true), menuForm('state', 1, true)]) {
      expect(regionOf(form)).toMatchObject({ options: expect.arrayContaining(['left', 'paint']) });
      expect(JSON.stringify(regionOf(form))).toContain('paint opens a page');
    }
  });

  it('names only parts that Easel understands, and the whole', () => {
    const region = editForm('state').fields.find(({ id }) => id === 'region');
    const options = region?.kind === 'choice' ? region.options : [];
    expect(options).toHaveLength(7);
    for (const words of options.filter((option) => option !== 'whole')) expect(() => parseRegion(words)).not.toThrow();
    expect(commandOptions({ prompt: 'x', region: 'Whole ' })).toEqual({ prompt: 'x' });
    expect(commandOptions({ prompt: 'x', region: 'left', picture: '2' })).toEqual({ prompt: 'x', region: 'left' });
  });

  it('lets the number be written where there are too many pictures to list', () => {
    expect(editForm('state', 40).fields[0]).toMatchObject({ kind: 'text', id: 'picture', hint: '1 to 40' });
    expect(editForm('state', 24).fields[0]).toMatchObject({ kind: 'choice' });
    const among = menuForm('state', 24).fields[0];
    expect(among?.kind === 'choice' && among.options.length).toBeLessThanOrEqual(25);
  });
});

describe('the picture that is meant', () => {
  it.each<[string | number | undefined, readonly number[]]>([
    [undefined, [0]],
    ['', [0]],
    ['1', [0]],
    [' #3 ', [2]],
    [2, [1]],
    ['ALL', [0, 1, 2]],
  ])('is read: %j', (picture, meant) => {
    expect(picturesMeant(picture === undefined ? {} : { picture }, 3)).toEqual(meant);
  });

  it.each(['0', '4', '-1', '1.5', 'two', '99999999999', '#'])('is refused: %s', (picture) => {
    expect(() => picturesMeant({ picture }, 3)).toThrow(refusal('option-invalid'));
  });
});
