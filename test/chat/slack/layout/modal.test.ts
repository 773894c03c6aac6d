import { describe, expect, it } from 'vitest';
import { editForm, menuForm, referenceForm } from '#src/app/forms.ts';
import { layModal } from '#src/chat/slack/layout/modal.ts';
import type { FormField, FormSpec } from '#src/ports/cards.ts';
import { modalFaultsOf } from './strict-message.ts';

const STATE = `${'t'.repeat(40)}.edit`;
const HERE = { channelId: 'C1', threadTs: '1700000000.000100', isDirect: false };
const NOWHERE = { channelId: null, threadTs: null, isDirect: false };

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

/** The elements of the fields. */
const inputsOf = (spec: FormSpec) =>
  layModal(spec, HERE).blocks.flatMap((block) => ('element' in block ? [block.element] : []));

const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
const option = (value: string) => ({ text: plain(value), value });

describe('a form', () => {
  it.each([
    ['edit', editForm(STATE, 4)],
    ['menu', menuForm(STATE, 3)],
    ['reference', referenceForm(STATE)],
  ])('of the app is a modal that Slack takes, with all its fields: %s', (_name, spec) => {
    const modal = layModal(spec, HERE);
    expect(modalFaultsOf(modal)).toEqual([]);
    expect(modal.callback_id).toBe(`easel:form:${spec.name}`);
    expect(modal.blocks.map(({ block_id: id }) => id)).toEqual(spec.fields.map(({ id }) => id));
  });

  it('brings back what it belongs to and where it was opened', () => {
    const modal = layModal(form(choice(3)), HERE);
    expect(JSON.parse(modal.private_metadata ?? '')).toEqual({ state: STATE, ...HERE });
    expect(modal).toMatchObject({ title: plain('Edit this picture'), submit: plain('Edit') });
  });

  it("picks people and channels from Slack's own lists, and has user groups written", () => {
    const spec = form(
      { kind: 'person', id: 'user', label: 'Whom', required: true, value: 'U0ADA00001' },
      { kind: 'role', id: 'role', label: 'Or a group', required: false, value: '@designers' },
      { kind: 'channel', id: 'channel', label: 'Where', required: false, value: '#general' },
    );
    expect(inputsOf(spec)).toEqual([
      { type: 'users_select', action_id: 'value', initial_user: 'U0ADA00001' },
      expect.objectContaining({ type: 'plain_text_input', initial_value: '@designers', max_length: 80 }),
      { type: 'conversations_select', action_id: 'value', filter: { include: ['public', 'private'] } },
    ]);
    expect(modalFaultsOf(layModal(spec, HERE))).toEqual([]);
  });

  it('has a field of its own kind for each kind, under its id', () => {
    const spec = form(
      { kind: 'text', id: 'prompt', label: 'What?', required: true, max: 4000, value: 'a fox', hint: 'Remove the cup' },
      { kind: 'text', id: 'aspect', label: 'Shape', required: false, max: 10 },
      choice(4, { required: true }),
      { kind: 'flag', id: 'exact', label: 'Keep everything else exactly', value: true },
      { kind: 'flag', id: 'private', label: 'Only for me', value: false },
      { kind: 'image', id: 'image', label: 'More pictures', max: 15 },
    );
    const yes = { text: { type: 'plain_text', text: 'Yes' }, value: 'true' };
    expect(inputsOf(spec)).toEqual([
      {
        ...{ type: 'plain_text_input', action_id: 'value', multiline: true, max_length: 3000 },
        ...{ initial_value: 'a fox', placeholder: plain('Remove the cup') },
      },
      { type: 'plain_text_input', action_id: 'value', multiline: false, max_length: 10 },
      {
        ...{ type: 'radio_buttons', action_id: 'value', initial_option: option('1') },
        options: ['1', '2', '3', '4'].map(option),
      },
      { type: 'checkboxes', action_id: 'value', options: [yes], initial_options: [yes] },
      { type: 'checkboxes', action_id: 'value', options: [yes] },
      {
        ...{ type: 'file_input', action_id: 'value', max_files: 10 },
        filetypes: ['png', 'jpg', 'jpeg', 'gif', 'webp', 'heic', 'avif'],
      },
    ]);
    const modal = layModal(spec, HERE);
    expect(modalFaultsOf(modal)).toEqual([]);
    expect(modal.blocks.flatMap((block) => ('optional' in block ? [block.optional] : []))).toEqual([
      ...[false, true, false],
      ...[true, true, true],
    ]);
  });

  it.each([
    [1, 'static_select'],
    [2, 'radio_buttons'],
    [5, 'radio_buttons'],
    [6, 'static_select'],
    [100, 'static_select'],
    [300, 'static_select'],
  ])('offers %i values, one of which must be taken, as %s', (count, type) => {
    const spec = form(choice(count, { required: true }));
    expect(inputsOf(spec)).toEqual([expect.objectContaining({ type })]);
    expect(modalFaultsOf(layModal(spec, HERE))).toEqual([]);
  });

  it('offers what need not be taken so that it can be let go again', () => {
    expect(inputsOf(form(choice(3)))).toEqual([expect.objectContaining({ type: 'static_select' })]);
  });

  it('takes typed words where other values are fine too, and tells those it offers', () => {
    const spec = form(choice(7, { hint: 'or C2-F5' }));
    expect(layModal(spec, HERE).blocks).toEqual([
      {
        ...{ type: 'input', block_id: 'picture', optional: true, label: plain('Which picture?') },
        hint: plain('1, 2, 3, 4, 5, 6, 7'),
        element: expect.objectContaining({
          ...{ type: 'plain_text_input', initial_value: '1', placeholder: plain('or C2-F5') },
        }),
      },
    ]);
    expect(modalFaultsOf(layModal(spec, HERE))).toEqual([]);
  });

  it('asks for a conversation where it was opened in none', () => {
    const modal = layModal(form(choice(3)), NOWHERE);
    expect(modal.blocks.at(-1)).toMatchObject({
      block_id: 'easel:place',
      element: { type: 'conversations_select', action_id: 'value', default_to_current_conversation: true },
    });
    expect(modalFaultsOf(modal)).toEqual([]);
    const ids = layModal(form(choice(3)), HERE).blocks.map(({ block_id: id }) => id);
    expect(ids).toEqual(['picture']);
  });

  it('has each field once, and a hundred at most', () => {
    const flag = (id: string): FormField => ({ kind: 'flag', id, label: id, value: false });
    expect(inputsOf(form(flag('a'), flag('b'), flag('a')))).toHaveLength(2);
    const many = form(...Array.from({ length: 150 }, (_, index) => flag(`f${index}`)));
    expect(modalFaultsOf(layModal(many, NOWHERE))).toEqual([]);
    expect(layModal(many, NOWHERE).blocks).toHaveLength(100);
  });

  it.each(['🎨狐', '<!channel>&', 'ש', '\u202E'])('stays within every limit with endless %j', (piece) => {
    const words = piece.repeat(3000);
    const spec = {
      ...form(
        { kind: 'text', id: 'prompt', label: words, required: true, max: 9000, value: words, hint: words },
        { kind: 'text', id: 'short', label: words, required: true, max: 0, value: words, hint: words },
        { kind: 'choice', id: 'region', label: words, options: [words, 'left'], hint: words },
        { kind: 'choice', id: 'picture', label: words, options: [words, 'left', 'left', 'right', ''] },
        { kind: 'choice', id: 'entities', label: words, options: ['&'.repeat(75), 'left'] },
        { kind: 'choice', id: 'empty', label: '', options: [] },
        { kind: 'image', id: 'image', label: words, max: 0 },
      ),
      title: words,
      submitLabel: words,
    };
    expect(modalFaultsOf(layModal(spec, NOWHERE))).toEqual([]);
  });
});
