import {
  type APIApplicationCommandOption,
  ApplicationCommandOptionType,
  ApplicationCommandType,
  Locale,
} from 'discord.js';
import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { commandBodies } from '#src/chat/discord/registration/command-bodies.ts';
import { GERMAN } from '#src/chat/discord/registration/german.ts';
import { optionBodies } from '#src/chat/discord/registration/option-bodies.ts';
import type { Command, Option } from '#src/ports/command.ts';
import { hasDescriptions, loadConform } from '../../../descriptions.ts';

const NAME = /^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u;
const bodies = commandBodies(commands);
const slash = bodies.filter((body) => body.type === ApplicationCommandType.ChatInput);

interface Named {
  readonly name: string;
  readonly name_localizations?: object | null | undefined;
}

const optionsOf = (body: object): readonly APIApplicationCommandOption[] =>
  'options' in body && Array.isArray(body.options) ? body.options : [];

/** Commands and their subcommands: what has a list of options. */
const speakable = slash.flatMap((body) => [body, ...optionsOf(body).filter(isSubcommand)]);

function isSubcommand({ type }: APIApplicationCommandOption): boolean {
  return type === ApplicationCommandOptionType.Subcommand;
}

const command = (options: Readonly<Record<string, Option>>, more: Partial<Command> = {}): Command => ({
  name: 'studio',
  description: 'What it does',
  who: 'everyone',
  visibility: 'public',
  options,
  run: async () => undefined,
  ...more,
});

/** Everything that has a name, with its translations. */
function named(): { name: string; all: string[]; slash: boolean }[] {
  return [...bodies, ...speakable].flatMap((body) => {
    const isSlash = body.type === ApplicationCommandType.ChatInput || !bodies.some((one) => one === body);
    const own = { name: body.name, all: valuesOf(body.name_localizations), slash: isSlash };
    const options = optionsOf(body);
    return [
      own,
      ...options.map(({ name, name_localizations }) => ({ name, all: valuesOf(name_localizations), slash: true })),
    ];
  });
}

const valuesOf = (localised: object | null | undefined): string[] => Object.values(localised ?? {});
const lengthOf = (words: string) => [...words].length;

describe('every command of the product', () => {
  it('is a slash command, and is in a menu where it says so', () => {
    const roots = commands.map(({ name }) => name.split(' ')[0]);
    expect(slash.map(({ name }) => name)).toEqual([...new Set(roots)]);
    const spoken = slash.flatMap((body) => {
      const below = optionsOf(body).filter(isSubcommand);
      return below.length > 0 ? below.map(({ name }) => `${body.name} ${name}`) : [body.name];
    });
    expect(spoken.toSorted()).toEqual(commands.map(({ name }) => name).toSorted());
    const menus = bodies.filter((body) => !slash.includes(body));
    expect(menus.map(({ name }) => name)).toEqual(commands.flatMap(({ menu }) => menu?.label ?? []));
  });

  it('stays within what Discord takes in number', () => {
    const ofType = (type: ApplicationCommandType) => bodies.filter((body) => body.type === type).length;
    expect(ofType(ApplicationCommandType.ChatInput)).toBeLessThanOrEqual(100);
    expect(ofType(ApplicationCommandType.User)).toBeLessThanOrEqual(15);
    expect(ofType(ApplicationCommandType.Message)).toBeLessThanOrEqual(15);
    for (const body of slash) expect(optionsOf(body).filter(isSubcommand).length).toBeLessThanOrEqual(25);
  });

  it('has names as Discord wants them, in every language', () => {
    for (const { name, all, slash: isSlash } of named()) {
      for (const each of [name, ...all]) {
        if (isSlash) expect(each).toMatch(NAME);
        if (isSlash) expect(each).toBe(each.toLowerCase());
        expect(lengthOf(each), each).toBeLessThanOrEqual(32);
      }
    }
  });

  it.each([Locale.EnglishUS, Locale.German])('has each name only once in one language: %s', (locale) => {
    const shown = ({ name, name_localizations }: Named) =>
      String(new Map(Object.entries(name_localizations ?? {})).get(locale) ?? name);
    for (const names of [bodies.map(shown), ...speakable.map((body) => optionsOf(body).map(shown))])
      expect(new Set(names).size, names.join()).toBe(names.length);
  });

  it('has descriptions of 1 to 100 characters, in every language', () => {
    const described = speakable.flatMap((body) => [body, ...optionsOf(body)]);
    for (const one of described) {
      if (!('description' in one)) throw new Error(`${one.name} has none.`);
      for (const each of [one.description ?? '', ...valuesOf(one.description_localizations)]) {
        expect(lengthOf(each), each).toBeGreaterThan(0);
        expect(lengthOf(each), each).toBeLessThanOrEqual(100);
      }
    }
  });

  it('names American English, so that nobody is shown another, and German', () => {
    expect(slash.find(({ name }) => name === 'edit')).toMatchObject({
      name_localizations: { 'en-US': 'edit', de: 'bearbeiten' },
      description_localizations: { de: expect.stringContaining('Ein Bild mit Worten ändern') },
    });
    for (const body of bodies) expect(body.name_localizations).toMatchObject({ 'en-US': body.name });
  });

  it('has at most 25 options and 25 choices, the required options first', () => {
    for (const body of speakable) {
      const options = optionsOf(body);
      expect(options.length, body.name).toBeLessThanOrEqual(25);
      const required = options.map((option) => option.required === true);
      expect(required, body.name).toEqual(required.toSorted((a, b) => Number(b) - Number(a)));
      for (const option of options) {
        const choices = 'choices' in option ? (option.choices ?? []) : [];
        expect(choices.length).toBeLessThanOrEqual(25);
        for (const { name, value, name_localizations } of choices) {
          for (const each of [name, String(value), ...valuesOf(name_localizations)])
            expect(each.length).toBeLessThanOrEqual(100);
        }
        if ('autocomplete' in option && option.autocomplete) expect(choices).toEqual([]);
        if ('max_length' in option) expect(option.max_length).toBeLessThanOrEqual(6000);
      }
    }
  });

  it('has at most 8000 characters, by the longest language of each part', () => {
    for (const body of slash) expect(charactersOf(body), body.name).toBeLessThanOrEqual(8000);
    expect(Math.max(...slash.map(charactersOf))).toBeGreaterThan(500);
  });

  it('works in servers, direct messages and elsewhere, but a command of moderators only in servers', () => {
    const everyone = bodies.find(({ name }) => name === 'imagine');
    expect(everyone).toMatchObject({ contexts: [0, 1, 2], integration_types: [0, 1] });
    expect(everyone).not.toHaveProperty('default_member_permissions');
    const menu = { on: 'person', label: 'Image credits' } as const;
    const moderators = commandBodies([command({}, { who: 'moderators', menu })]);
    const rights = { contexts: [0], integration_types: [0], default_member_permissions: '32' };
    expect(moderators).toEqual([
      expect.objectContaining({ type: ApplicationCommandType.ChatInput, ...rights }),
      expect.objectContaining({ type: ApplicationCommandType.User, name: 'Image credits', ...rights }),
    ]);
    expect(moderators[1]).not.toHaveProperty('description');
  });

  it('of two words becomes the subcommand of one', () => {
    const who = 'moderators';
    const [quota, other, ...rest] = commandBodies([
      command({}, { name: 'quota set', who, description: 'Set it' }),
      command({}, { name: 'other' }),
      command({ whom: { kind: 'person', about: 'Whose' } }, { name: 'quota show', who }),
    ]);
    expect([other?.name, rest]).toEqual(['other', []]);
    expect(quota).toMatchObject({ name: 'quota', description: 'set, show', default_member_permissions: '32' });
    expect(quota && optionsOf(quota)).toMatchObject([
      { type: ApplicationCommandOptionType.Subcommand, name: 'set', description: 'Set it', options: [] },
      { type: ApplicationCommandOptionType.Subcommand, name: 'show', options: [{ name: 'whom' }] },
    ]);
    const [mixed] = commandBodies([command({}, { name: 'quota set', who }), command({}, { name: 'quota mine' })]);
    expect(mixed).not.toHaveProperty('default_member_permissions');
  });

  it.skipIf(!hasDescriptions)(
    "is as Discord's own description of its API has it (skipped where it is absent)",
    async () => {
      const conform = await loadConform();
      const menus = commandBodies([
        command({ whom: { kind: 'person', about: 'Whose' } }, { menu: { on: 'person', label: 'Image credits' } }),
        command({}, { name: 'other', who: 'moderators', menu: { on: 'picture', label: 'Edit this image' } }),
        command({}, { name: 'quota set' }),
      ]);
      for (const body of [...bodies, ...menus]) {
        const request = { vendor: 'discord', method: 'POST', path: '/applications/1/commands', body };
        expect(conform?.check({ ...request, contentType: 'application/json' })).toEqual([]);
      }
    },
  );
});

describe('an option', () => {
  const only = (option: Option) => optionBodies(command({ it: option }))[0];

  it.each<[Option, object]>([
    [
      { kind: 'text', about: 'Words', required: true, max: 10, complete: 'models' },
      { type: ApplicationCommandOptionType.String, required: true, max_length: 10, autocomplete: true },
    ],
    [
      { kind: 'text', about: 'Words', max: 9000 },
      { type: ApplicationCommandOptionType.String, max_length: 6000 },
    ],
    [
      { kind: 'integer', about: 'A number', min: 0, max: 3 },
      { type: ApplicationCommandOptionType.Integer, min_value: 0, max_value: 3 },
    ],
    [
      { kind: 'choice', about: 'Which', of: ['high', 'odd'] },
      {
        type: ApplicationCommandOptionType.String,
        choices: [
          { name: 'high', name_localizations: { 'en-US': 'high', de: 'hoch' }, value: 'high' },
          { name: 'odd', name_localizations: { 'en-US': 'odd' }, value: 'odd' },
        ],
      },
    ],
    [{ kind: 'flag', about: 'Whether' }, { type: ApplicationCommandOptionType.Boolean }],
    [
      { kind: 'person', about: 'Person', required: true },
      { type: ApplicationCommandOptionType.User, required: true },
    ],
    [{ kind: 'role', about: 'Role' }, { type: ApplicationCommandOptionType.Role }],
    [
      { kind: 'channel', about: 'Channel' },
      { type: ApplicationCommandOptionType.Channel, channel_types: [0, 2, 5, 10, 11, 12, 13, 15] },
    ],
    [
      { kind: 'integer', about: 'A count', min: 1, max: 9, required: true },
      { type: ApplicationCommandOptionType.Integer, required: true, min_value: 1, max_value: 9 },
    ],
    [
      { kind: 'image', about: 'Which', required: true },
      // The kind leaves out what phones take pictures in.
      { type: ApplicationCommandOptionType.Attachment, required: true, file_types: ['image', '.heic', '.heif'] },
    ],
  ])('of the kind %j has what belongs to it', (option, body) => {
    const names = { name: 'it', name_localizations: { 'en-US': 'it' } };
    const about = { description: option.about, description_localizations: { 'en-US': option.about } };
    expect(only(option)).toEqual({ ...names, ...about, ...body });
  });

  it('for many pictures becomes four, of which only the first has to be there', () => {
    const options = optionBodies(
      command({ image: { kind: 'image', about: 'Pictures to start from', required: true, many: 16 } }),
    );
    expect(options.map(({ name, required }) => [name, required])).toEqual([
      ['image', true],
      ['image2', undefined],
      ['image3', undefined],
      ['image4', undefined],
    ]);
    expect(options[1]).toMatchObject({
      name_localizations: { 'en-US': 'image2', de: 'bild2' },
      description: 'Pictures to start from (2)',
      description_localizations: { de: 'Bilder als Ausgangspunkt (2)' },
    });
  });

  it('that has no room is left out, the last one first', () => {
    const flags = Object.fromEntries(
      Array.from({ length: 22 }, (_, n) => [`f${n}`, { kind: 'flag', about: 'x' } as const]),
    );
    const options = optionBodies(command({ image: { kind: 'image', about: 'x', many: 16 }, ...flags }));
    expect(options).toHaveLength(25);
    expect(options.slice(0, 4).map(({ name }) => name)).toEqual(['image', 'image2', 'image3', 'image4']);
    expect(options.at(-1)?.name).toBe('f20');
  });

  it('goes before the others where it is required, in the order they were written otherwise', () => {
    const options = optionBodies(
      command({
        first: { kind: 'flag', about: 'x' },
        second: { kind: 'text', about: 'x', required: true },
        third: { kind: 'image', about: 'x', required: true },
        fourth: { kind: 'flag', about: 'x' },
      }),
    );
    expect(options.map(({ name }) => name)).toEqual(['second', 'third', 'first', 'fourth']);
  });
});

it('has no translation of what nobody says any more', () => {
  const said = new Set(
    commands.flatMap(({ name, description, menu, options }) => [
      ...[...name.split(' '), description, menu?.label],
      ...Object.entries(options).flatMap(([option, it]) => [option, it.about, ...(it.kind === 'choice' ? it.of : [])]),
    ]),
  );
  const translated = [...Object.keys(GERMAN.names), ...Object.keys(GERMAN.sentences)];
  expect(translated.filter((words) => !said.has(words))).toEqual([]);
});

/** As Discord counts: names, descriptions and values, of each the longest language. */
function charactersOf(body: unknown): number {
  if (Array.isArray(body)) return body.reduce((sum: number, one) => sum + charactersOf(one), 0);
  if (typeof body !== 'object' || body === null) return 0;
  const parts: Record<string, unknown> = { ...body };
  const longest = (key: string) => {
    const own = typeof parts[key] === 'string' ? [String(parts[key])] : [];
    const localised = parts[`${key}_localizations`];
    return Math.max(0, ...[...own, ...valuesOf(typeof localised === 'object' ? localised : {})].map(lengthOf));
  };
  return (
    longest('name') +
    longest('description') +
    longest('value') +
    charactersOf(parts.options) +
    charactersOf(parts.choices)
  );
}
