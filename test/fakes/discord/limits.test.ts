import { describe, expect, it } from 'vitest';
import { button, gallery, openTable, row, text } from './asking.ts';

const many = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at));
const container = (...components: object[]): object => ({ type: 17, components });
const option = (value: string): object => ({ label: value || 'none', value });
const section = (accessory: object | undefined, ...components: object[]): object => ({
  type: 9,
  components,
  accessory,
});
const picture = (url: string, description?: string): object => ({ media: { url }, description });
const link = { type: 2, style: 5, label: 'open', url: 'https://example.org/' };

describe('a message of Components V2', () => {
  const whole = [
    text('hello'),
    container(text('in a box'), { type: 14 }, row(button('a'), { ...button('b'), emoji: { name: '🎨' } }, link)),
    section(button('c'), text('one'), text('two'), text('three')),
    section({ type: 11, media: { url: 'https://example.org/a.png' } }, text('beside a picture')),
    { type: 12, items: many(10, (at) => picture(`https://example.org/${at}.png`, 'a'.repeat(1024))) },
    row({ type: 3, custom_id: 'choose', options: [option('x'), option('y')] }),
  ];

  it('may have all of this', async () => {
    const { deferred, ada, discord } = await openTable();
    await (await deferred()).edit(whole);
    expect(ada.sees(discord.channel)[0]?.buttons.map(({ label }) => label)).toEqual(['a', 'b', 'open', 'c']);
  });

  it.each<[string, object[]]>([
    [
      'more than 40 parts, however deep',
      [container(...many(13, (at) => section(button(`${at}`), text('y'))).concat(text('z')))],
    ],
    ['more than 4000 characters in all', [text('a'.repeat(2000)), container(text('b'.repeat(2001)))]],
    ['an empty text', [text('')]],
    ['six buttons in a row', [row(...many(6, (at) => button(`${at}`)))]],
    ['a row without anything', [row()]],
    ['a select beside a button', [row(button('a'), { type: 3, custom_id: 'b', options: [option('x')] })]],
    ['26 options', [row({ type: 3, custom_id: 'b', options: many(26, (at) => option(`${at}`)) })]],
    ['a label of 81 characters', [row(button('a', 'l'.repeat(81)))]],
    ['a button without label', [row({ type: 2, style: 1, custom_id: 'a' })]],
    ['a custom id of 101 characters', [row(button('i'.repeat(101), 'a'))]],
    ['a button without custom id', [row({ type: 2, style: 1, label: 'a' })]],
    ['a link with a custom id', [row({ ...link, custom_id: 'a' })]],
    ['one custom id twice', [row(button('a')), container(row(button('a', 'b')))]],
    ['a picture that is not there', [gallery('missing.png')]],
    ['a picture from nowhere', [{ type: 12, items: [picture('file:///etc/hostname')] }]],
    ['eleven pictures', [{ type: 12, items: many(11, (at) => picture(`https://example.org/${at}.png`)) }]],
    ['no picture in a gallery', [{ type: 12, items: [] }]],
    ['an alt text of 1025 characters', [{ type: 12, items: [picture('https://example.org/a.png', 'a'.repeat(1025))] }]],
    ['a file from elsewhere', [{ type: 13, file: { url: 'https://example.org/a.txt' } }]],
    ['a section without anything beside it', [section(undefined, text('a'))]],
    ['a section of four texts', [section(button('a'), text('1'), text('2'), text('3'), text('4'))]],
    ['a box in a box', [container(container(text('a')))]],
    ['an empty box', [container()]],
    ['a button outside a row', [button('a')]],
  ])('cannot have %s', async (_name, components) => {
    const { deferred } = await openTable();
    await expect((await deferred()).edit(components)).rejects.toMatchObject({ code: 50035, status: 400 });
  });
});

describe('a form', () => {
  const label = (component: object, name = 'Prompt', description?: string): object => ({
    type: 18,
    label: name,
    description,
    component,
  });
  const input = (custom_id: string, more: object = {}): object => ({ type: 4, custom_id, style: 2, ...more });
  const radio = (count: number): object => ({
    type: 21,
    custom_id: 'region',
    options: many(count, (at) => option(`${at}`)),
  });
  const modal = (components: object[], more: object = {}): object => ({
    custom_id: 'edit|1',
    title: 'Edit',
    components,
    ...more,
  });
  const whole = [
    label(input('prompt', { max_length: 4000, value: 'a fox', placeholder: 'p' })),
    label({ type: 19, custom_id: 'image', min_values: 0, max_values: 10, required: false }),
    label(radio(10)),
    label({ type: 23, custom_id: 'keep', default: true }),
    { type: 10, content: 'By the way' },
  ];

  it('may have all of this', async () => {
    const { ask } = await openTable();
    const one = await ask();
    await one.callback(9, modal(whole));
    expect((await one.asked).modal).toMatchObject({ title: 'Edit', customId: 'edit|1' });
  });

  it.each<[string, object]>([
    ['no part', modal([])],
    ['six parts', modal([...whole, { type: 10, content: 'more' }])],
    ['a title of 46 characters', modal(whole, { title: 't'.repeat(46) })],
    ['a custom id of 101 characters', modal(whole, { custom_id: 'i'.repeat(101) })],
    ['a label of 46 characters', modal([label(input('a'), 'l'.repeat(46))])],
    ['a description of 101 characters', modal([label(input('a'), 'a', 'd'.repeat(101))])],
    ['an input outside a label', modal([row(input('a'))])],
    // Discord's own name for the grey words in an empty field.
    ['a placeholder of 101 characters', modal([label(input('a', { placeholder: 'p'.repeat(101) }))])],
    ['a value longer than it may be', modal([label(input('a', { max_length: 2, value: 'abc' }))])],
    ['one radio button', modal([label(radio(1))])],
    ['eleven radio buttons', modal([label(radio(11))])],
    ['eleven uploads', modal([label({ type: 19, custom_id: 'a', max_values: 11 })])],
    ['one custom id twice', modal([label(input('a')), label(input('a'))])],
    ['a button', modal([label(button('a'))])],
    ['something disabled', modal([label({ type: 3, custom_id: 'a', options: [option('x')], disabled: false })])],
  ])('cannot have %s', async (_name, body) => {
    const { ask } = await openTable();
    await expect((await ask()).callback(9, body)).rejects.toMatchObject({ code: 50035, status: 400 });
  });
});
