import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import type { Option } from '#src/ports/command.ts';

/** Discord's rules, the strictest of all platforms: https://discord.com/developers/docs/interactions/application-commands */
const NAME = /^[\w-]{1,32}$/;
/** A subcommand has two words, a name each. */
const WORDS = /^[\w-]{1,32}( [\w-]{1,32})?$/;

/** Discord takes one file an option, so a list of pictures becomes several of its options; four is what DESIGN.md offers. */
const wide = (option: Option): number => (option.kind === 'image' ? Math.min(option.many ?? 1, 4) : 1);

const isRequired = (option: Option): boolean => 'required' in option && option.required === true;

describe('the commands', () => {
  it('are offered in this order', () => {
    expect(commands.map(({ name }) => name)).toEqual([
      'imagine',
      'edit',
      'avatar',
      'credits',
      'models',
      'history',
      'template use',
      'template save',
      'template list',
      'template share',
      'template remove',
      'cancel',
      'settings',
      'link',
      'privacy export',
      'privacy forget',
      'quota panel',
      'quota show',
      'quota set',
      'quota grant',
      'quota reset',
      'quota block',
      'quota unblock',
      'quota pause',
      'quota resume',
      'quota test',
      'quota what-if',
      'quota undo',
      'usage',
      'audit',
      'rules show',
      'rules add',
      'rules remove',
      'rules check',
      'rules limit',
      'rules log',
      'rules cases',
      'help',
    ]);
  });

  describe.each(commands.map((command) => [command.name, command] as const))('/%s', (name, command) => {
    const options = Object.entries(command.options);

    it('has a name and a description that every platform takes', () => {
      expect(name).toMatch(WORDS);
      expect(name).toBe(name.toLowerCase());
      expect(command.description.length).toBeGreaterThan(0);
      expect(command.description.length).toBeLessThan(100);
      expect(command.description).not.toMatch(/\.$/);
    });

    it('has options that every platform takes, those that are required first', () => {
      for (const [option, { about }] of options) {
        expect(option).toMatch(NAME);
        expect(option).toBe(option.toLowerCase());
        expect(about.length).toBeGreaterThan(0);
        expect(about.length).toBeLessThan(100);
      }
      const required = options.map(([, option]) => isRequired(option));
      expect(required).toEqual([...required].sort((a, b) => Number(b) - Number(a)));
      // There is room for 25, so Discord leaves one out that nobody needs there.
      expect(options.reduce((sum, [, option]) => sum + wide(option), 0)).toBeLessThanOrEqual(26);
    });

    it('has choices and bounds that can be met', () => {
      for (const [, option] of options) {
        if (option.kind === 'choice') {
          expect(option.of.length).toBeGreaterThan(0);
          expect(option.of.length).toBeLessThanOrEqual(25);
          expect(new Set(option.of).size).toBe(option.of.length);
        }
        if (option.kind === 'integer') expect(option.min).toBeLessThanOrEqual(option.max);
        // Discord's own bound for the text of an option.
        if (option.kind === 'text' && option.max !== undefined) expect(option.max).toBeLessThanOrEqual(6000);
      }
    });
  });

  it('keeps what moderators do to moderators, and every one of their answers private', () => {
    const moderating = commands.filter(({ name }) => /^(quota|rules) |^(usage|audit)$/.test(name));
    expect(moderating.length).toBeGreaterThan(20);
    for (const { who, visibility } of moderating) expect([who, visibility]).toEqual(['moderators', 'private']);
  });

  it('answers for everybody only where pictures are made', () => {
    const open = commands.filter(({ visibility }) => visibility === 'public').map(({ name }) => name);
    expect(open).toEqual(['imagine', 'edit', 'avatar', 'template use']);
  });

  it('have these in the menus at messages and people', () => {
    expect(commands.flatMap(({ name, menu }) => (menu ? [[name, menu.on, menu.label]] : []))).toEqual([
      ['edit', 'picture', 'Edit this image'],
      ['credits', 'person', 'Image credits'],
    ]);
  });

  it('begins with what people fill in first', () => {
    const first = (wanted: string) => Object.keys(commands.find(({ name }) => name === wanted)?.options ?? {});
    expect(first('imagine').slice(0, 8)).toEqual([
      'prompt',
      'model',
      'aspect',
      'n',
      'quality',
      'background',
      'format',
      'seed',
    ]);
    expect(first('edit').slice(0, 2)).toEqual(['image', 'prompt']);
  });
});
