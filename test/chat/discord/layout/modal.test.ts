import { describe, expect, it } from 'vitest';
import { editForm, referenceForm } from '#src/app/forms.ts';
import { layModal } from '#src/chat/discord/layout/modal.ts';
import type { FormField, FormSpec } from '#src/ports/cards.ts';
import { modalFaultsOf, partsOf } from './strict-message.ts';

const STATE = `${'t'.repeat(40)}.edit`;

const form = (...fields: FormField[]): FormSpec => ({
  name: 'edit',
  title: 'Edit this picture',
  submitLabel: 'Edit',
  state: STATE,
  fields,
});

const choice = (count: number, more: { readonly hint?: string; readonly required?: boolean } = {}): FormField => ({
  kind: 'choice',
  id: 'picture',
  label: 'Which picture?',
  options: Array.from({ length: count }, (_, index) => String(index + 1)),
  value: '1',
  ...more,
});

/** The components within the labels. */
const inputsOf = (spec: FormSpec) => partsOf(layModal(spec).components).filter(({ type }) => type !== 18);

describe('a form', () => {
  it.each([
    ['edit', editForm(STATE)],
    ['reference', referenceForm(STATE)],
  ])('of the app is a modal that Discord takes: %s', (_name, spec) => {
    const modal = layModal(spec);
    expect(modalFaultsOf(modal)).toEqual([]);
    expect(modal.custom_id).toBe(`${spec.name}|${STATE}`);
    expect(partsOf(modal.components)).toEqual(
      expect.arrayContaining([expect.objectContaining({ type: 4, custom_id: 'prompt', style: 2, required: true })]),
    );
  });

  it('has a field of its own kind for each kind, under its id', () => {
    const spec = form(
      { kind: 'text', id: 'prompt', label: 'What?', required: true, max: 4000, value: 'a fox', hint: 'Remove the cup' },
      choice(4, { required: true }),
      { kind: 'flag', id: 'exact', label: 'Keep everything else exactly', value: true },
      { kind: 'image', id: 'image', label: 'More pictures', max: 15 },
    );
    const modal = layModal(spec);
    expect(modal.title).toBe('Edit this picture');
    expect(inputsOf(spec)).toEqual([
      {
        ...{ type: 4, custom_id: 'prompt', style: 2, required: true, max_length: 4000 },
        ...{ value: 'a fox', placeholder: 'Remove the cup' },
      },
      {
        ...{ type: 21, custom_id: 'picture', required: true },
        options: [
          { value: '1', label: '1', default: true },
          ...['2', '3', '4'].map((value) => ({ value, label: value })),
        ],
      },
      { type: 23, custom_id: 'exact', default: true },
      {
        ...{ type: 19, custom_id: 'image', required: false, min_values: 0, max_values: 10 },
        file_types: ['image', '.heic', '.heif'],
      },
    ]);
    expect(modalFaultsOf(modal)).toEqual([]);
  });

  it.each([
    [1, 3],
    [2, 21],
    [5, 21],
    [6, 3],
    [11, 3],
    [25, 3],
  ])('offers %i values as a component of type %i', (count, type) => {
    const spec = form(choice(count));
    expect(inputsOf(spec)).toEqual([expect.objectContaining({ type, custom_id: 'picture' })]);
    expect(modalFaultsOf(layModal(spec))).toEqual([]);
  });

  it('takes typed words where other values are fine too, and tells those it offers', () => {
    const spec = form(choice(7, { hint: 'or C2-F5' }));
    expect(layModal(spec).components).toEqual([
      {
        type: 18,
        label: 'Which picture?',
        description: '1, 2, 3, 4, 5, 6, 7',
        component: expect.objectContaining({ type: 4, placeholder: 'or C2-F5', value: '1', required: false }),
      },
    ]);
    expect(modalFaultsOf(layModal(spec))).toEqual([]);
  });

  it("picks people, roles and channels from Discord's own lists, with what was given in them", () => {
    const spec = form(
      { kind: 'person', id: 'user', label: 'Whom', required: true, value: '1000000000000000007' },
      { kind: 'role', id: 'role', label: 'Or a role', required: false },
      { kind: 'channel', id: 'channel', label: 'Where', required: false, value: '#general' },
    );
    expect(inputsOf(spec)).toEqual([
      {
        ...{ type: 5, custom_id: 'user', required: true, min_values: 1, max_values: 1 },
        default_values: [{ id: '1000000000000000007', type: 'user' }],
      },
      { type: 6, custom_id: 'role', required: false, min_values: 0, max_values: 1 },
      {
        ...{ type: 8, custom_id: 'channel', required: false, min_values: 0, max_values: 1 },
        channel_types: [0, 2, 5, 10, 11, 12, 13, 15],
      },
    ]);
    expect(modalFaultsOf(layModal(spec))).toEqual([]);
  });

  it('leaves out the fields after the fifth', () => {
    const fields = ['a', 'b', 'c', 'd', 'e', 'f'].map(
      (id): FormField => ({ kind: 'flag', id, label: id, value: false }),
    );
    expect(inputsOf(form(...fields)).map(({ custom_id: id }) => id)).toEqual(['a', 'b', 'c', 'd', 'e']);
  });

  it('stays within every limit with endless words', () => {
    const words = '🎨狐'.repeat(3000);
    const spec = {
      ...form(
        { kind: 'text', id: 'prompt', label: words, required: true, max: 9000, value: words, hint: words },
        { kind: 'choice', id: 'region', label: words, options: [words, 'left'], hint: words },
        { kind: 'choice', id: 'picture', label: words, options: [words, 'left', 'left', 'right', ''] },
        { kind: 'choice', id: 'empty', label: '', options: [] },
        { kind: 'image', id: 'image', label: words, max: 0 },
      ),
      title: words,
    };
    expect(modalFaultsOf(layModal(spec))).toEqual([]);
  });
});
