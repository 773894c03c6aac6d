import { describe, expect, it } from 'vitest';
import { button, row, text } from './asking.ts';
import { type Commanded, openCommands, PNG } from './open-commands.ts';
import type { Asked } from './people/act.ts';
import type { Person } from './people/person.ts';

describe('a form', () => {
  const component = (type: number, custom_id: string, more: object = {}) => ({
    type: 18,
    label: custom_id,
    component: { type, custom_id, ...more },
  });
  const options = ['whole', 'left'].map((value) => ({ label: value, value, default: value === 'whole' }));
  const MODAL = {
    custom_id: 'edit|1',
    title: 'Edit',
    components: [
      component(4, 'prompt', { style: 2, value: 'a fox', max_length: 20 }),
      component(19, 'image', { required: false, max_values: 2, min_values: 0 }),
      component(21, 'region', { options }),
      component(23, 'keep'),
      component(3, 'ratio', { options, required: false }),
    ],
  };

  async function opened(): Promise<Commanded & { asked: Asked; by: Person }> {
    const table = await openCommands();
    await (await table.deferred()).edit([row(button('edit'))]);
    const [message] = table.ada.sees(table.discord.channel);
    const pressed = await table.begin(() => table.ada.press(message ?? { id: '' }, 'edit'));
    await pressed.callback(9, MODAL);
    return { ...table, asked: await pressed.asked, by: table.ada };
  }

  it('is sent with what was typed, chosen and uploaded', async () => {
    const { begin, by, asked } = await opened();
    const sent = await begin(() => by.fill(asked, { prompt: 'a cat', image: [PNG], region: 'left', keep: true }));
    expect(sent.interaction.payload).toMatchObject({
      type: 5,
      message: { components: [{}] },
      data: { custom_id: 'edit|1' },
    });
    const { components, resolved } = sent.interaction.payload.data as {
      components: { component: object }[];
      resolved: { attachments: object };
    };
    const [id] = Object.keys(resolved.attachments);
    expect(components.map((label) => label.component)).toMatchObject([
      { type: 4, custom_id: 'prompt', value: 'a cat' },
      { type: 19, custom_id: 'image', values: [id] },
      { type: 21, custom_id: 'region', value: 'left' },
      { type: 23, custom_id: 'keep', value: true },
      { type: 3, custom_id: 'ratio', values: ['whole'] },
    ]);
    await expect(sent.callback(9, MODAL)).rejects.toMatchObject({ code: 50035 });
    await sent.callback(6);
    await sent.edit([text('done')]);
  });

  it('keeps what it was filled with', async () => {
    const { begin, by, asked } = await opened();
    const sent = await begin(() => by.fill(asked));
    expect(sent.interaction.payload.data).toMatchObject({
      components: [
        { component: { value: 'a fox' } },
        {},
        { component: { value: 'whole' } },
        { component: { value: false } },
        {},
      ],
    });
  });

  it.each<[string, Record<string, string | (typeof PNG)[]>, string]>([
    ['empty where something is required', { prompt: '' }, 'prompt is required'],
    ['with more than fits', { prompt: 'x'.repeat(21) }, 'prompt has between'],
    ['with too many files', { image: [PNG, PNG, PNG] }, 'takes between 0 and 2'],
    ['with a choice that is not there', { region: 'up' }, 'no option up'],
    ['with a field that is not there', { seed: '1' }, 'no field seed'],
  ])('cannot be sent %s', async (_name, values, why) => {
    const { by, asked } = await opened();
    await expect(by.fill(asked, values)).rejects.toThrow(why);
  });
});
