import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { COMMAND_STATE, commandForm, isIncomplete } from '#src/app/command-form.ts';
import { plainText } from '#src/domain/text.ts';
import type { FormSpec } from '#src/ports/cards.ts';
import type { Command, Completion } from '#src/ports/command.ts';
import type { Asked, ShownMessage } from '../fakes/recording-platform.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type Kit, openKit } from './open-kit.ts';

const MODELS = ['studio/able', 'studio/plain'];
const known = (kind: Completion): readonly string[] => (kind === 'models' ? MODELS : ['1:1', '16:9']);
const commandOf = (name: string): Command => {
  const command = commands.find((one) => one.name === name);
  if (!command) throw new Error(`There is no /${name}.`);
  return command;
};
const formOf = (name: string, options = {}, values = known): FormSpec =>
  commandForm(commandOf(name), { options, images: {} }, values);
const idsOf = ({ fields }: FormSpec) => fields.map(({ id }) => id);
const fieldOf = (form: FormSpec, id: string) => form.fields.find((field) => field.id === id);
const said = ({ answer }: ShownMessage): string => (answer?.kind === 'text' ? plainText(answer.text) : '');

describe('the form of a command', () => {
  it.each([
    ['imagine', ['prompt', 'image', 'model', 'aspect', 'n', 'quality', 'background', 'format', 'private']],
    [
      'edit',
      ['image', 'prompt', 'region', 'mask', 'model', 'n', 'aspect', 'quality', 'background', 'format', 'private'],
    ],
    ['avatar', ['bio', 'name', 'gender', 'count', 'model', 'aspect', 'quality', 'private']],
  ])('asks for options by their names, what is needed first: /%s', (name, ids) => {
    expect(idsOf(formOf(name))).toEqual(ids);
  });

  it.each(commands.map(({ name }) => name))('fits every platform, and asks only for options there are: /%s', (name) => {
    const form = formOf(name);
    expect(form).toMatchObject({ name, state: COMMAND_STATE });
    expect(form.title.length).toBeLessThanOrEqual(24);
    for (const { id, label } of form.fields) {
      expect(Object.keys(commandOf(name).options)).toContain(id);
      expect(label.length).toBeGreaterThan(0);
    }
    expect(commandOf(name).form ?? []).toEqual((commandOf(name).form ?? []).filter((id) => idsOf(form).includes(id)));
  });

  it('has a field for each kind of option', () => {
    const form = formOf('imagine');
    expect(fieldOf(form, 'prompt')).toMatchObject({ kind: 'text', label: 'Prompt', required: true });
    expect(fieldOf(form, 'model')).toEqual({
      kind: 'choice',
      id: 'model',
      label: 'Model',
      required: false,
      options: MODELS,
    });
    expect(fieldOf(form, 'aspect')).toMatchObject({ kind: 'choice', hint: 'Shape, such as 16:9' });
    expect(fieldOf(form, 'n')).toMatchObject({ kind: 'choice', label: 'How many pictures' });
    expect(fieldOf(form, 'background')).toMatchObject({ kind: 'choice', options: ['auto', 'transparent', 'opaque'] });
    expect(fieldOf(form, 'private')).toMatchObject({ kind: 'flag', value: false });
    expect(fieldOf(form, 'image')).toMatchObject({ kind: 'image', max: 10 });
  });

  it('keeps what was given, also where it would not have asked for it', () => {
    const given = { model: 'able', n: 2, seed: 7, background: 'Opaque', private: true, prompt: ' ' };
    const form = formOf('imagine', given);
    expect(idsOf(form).slice(0, 6)).toEqual(['prompt', 'model', 'n', 'background', 'seed', 'private']);
    expect(fieldOf(form, 'prompt')).not.toHaveProperty('value');
    // What is no name of the list would be lost in a list.
    expect(fieldOf(form, 'model')).toMatchObject({ kind: 'choice', value: 'able', hint: 'Such as studio/able' });
    expect(fieldOf(form, 'n')).toMatchObject({ value: '2' });
    expect(fieldOf(form, 'seed')).toMatchObject({ kind: 'text', value: '7', hint: '0 to 2147483647' });
    expect(fieldOf(form, 'background')).toMatchObject({ value: 'opaque' });
    expect(fieldOf(form, 'private')).toMatchObject({ value: true });
  });

  it('lets a model be written where there are too many to list', () => {
    const many = () => Array.from({ length: 60 }, (_, index) => `studio/model-${index}`);
    const model = fieldOf(formOf('imagine', {}, many), 'model');
    expect(model).toMatchObject({ kind: 'choice', hint: 'Such as studio/model-0' });
    expect(model?.kind === 'choice' && model.options).toHaveLength(24);
  });

  it.each<[string, Asked['options'], boolean]>([
    ['imagine', {}, true],
    ['imagine', { prompt: ' \u200b' }, true],
    ['imagine', { prompt: 'a fox' }, false],
    ['edit', { prompt: 'warmer' }, true],
    ['credits', {}, false],
  ])('is needed only where something is missing: /%s %j', (name, options = {}, incomplete) => {
    expect(isIncomplete(commandOf(name), { options, images: {} })).toBe(incomplete);
  });
});

describe('a command without what it needs', () => {
  async function open(): Promise<Kit> {
    const kit = openKit();
    await kit.start();
    return kit;
  }

  it('opens its form, and what is sent is the command', async () => {
    const kit = await open();
    await kit.talk.ask({ name: 'imagine', options: { aspect: '16:9' } });
    const form = kit.talk.forms.at(-1);
    expect(form).toMatchObject({ name: 'imagine', title: 'Imagine', submitLabel: 'Imagine' });
    const options = { prompt: 'a fox', aspect: '16:9', n: '1', private: true };
    const { id } = await kit.talk.ask({ trigger: 'form', name: 'imagine', state: form?.state ?? '', options });
    const shown = await kit.ended(id);
    expect(shown).toMatchObject({ visibility: 'private', result: { prompt: 'a fox' } });
    expect(shown.job?.request).toMatchObject({ command: 'imagine', options: { aspect: '16:9', n: 1 } });
  });

  it('takes the pictures of the form', async () => {
    const kit = await open();
    await kit.talk.ask({ name: 'edit', options: { prompt: 'warmer' } });
    const form = kit.talk.forms.at(-1);
    expect(form?.fields.find(({ id }) => id === 'prompt')).toMatchObject({ value: 'warmer' });
    const { id } = await kit.talk.ask({
      trigger: 'form',
      name: 'edit',
      state: form?.state ?? '',
      options: { prompt: 'warmer', region: 'whole' },
      images: { image: [await pngOf({ width: 40, height: 40 })] },
    });
    const shown = await kit.ended(id);
    expect(shown).toMatchObject({ visibility: 'public', result: { references: { count: 1 } } });
  });

  it('is refused where no form can be opened, and where pictures that came with it would be lost', async () => {
    const kit = await open();
    const image = [await pngOf({ width: 40, height: 40 })];
    for (const more of [{ formless: true as const }, { images: { image } }]) {
      const { id } = await kit.talk.ask({ name: 'imagine', ...more });
      expect((await kit.ended(id)).failure?.failure.code).toBe('empty-prompt');
    }
    expect(kit.talk.forms).toEqual([]);
  });

  it('is refused where its form was sent without it too', async () => {
    const kit = await open();
    const { id } = await kit.talk.ask({ trigger: 'form', name: 'edit', state: COMMAND_STATE, formless: true });
    expect((await kit.ended(id)).failure?.failure.code).toBe('needs-image');
  });

  it('opens no form for what only moderators may use', async () => {
    const options = { reason: { kind: 'text', about: 'Why', required: true } } as const;
    const command: Command = { ...commandOf('help'), name: 'quota', who: 'moderators', options };
    const kit = openKit({ wrap: (parts) => ({ ...parts, commands: [command] }) });
    await kit.start();
    expect(said(await kit.talk.ask({ name: 'quota' }))).toBe('You may not use /quota. Nothing was charged.');
    await kit.talk.ask({ name: 'quota', moderator: true });
    expect(kit.talk.forms).toHaveLength(1);
  });
});
