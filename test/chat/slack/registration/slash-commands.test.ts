import { describe, expect, it } from 'vitest';
import { commands } from '#commands/index.ts';
import { shortcuts } from '#src/chat/slack/registration/shortcuts.ts';
import { slashCommands } from '#src/chat/slack/registration/slash-commands.ts';
import { usageHint } from '#src/chat/slack/registration/usage-hint.ts';
import type { Command, Option } from '#src/ports/command.ts';

const command = (options: Readonly<Record<string, Option>>, more: Partial<Command> = {}): Command => ({
  name: 'studio',
  description: 'What it does',
  who: 'everyone',
  visibility: 'public',
  options,
  run: async () => undefined,
  ...more,
});

const about = 'What it is';

describe('how a command is filled in', () => {
  it.each<[string, Readonly<Record<string, Option>>]>([
    ['prompt', { prompt: { kind: 'text', about, required: true } }],
    ['[job]', { job: { kind: 'text', about } }],
    ['[@somebody]', { user: { kind: 'person', about } }],
    ['[job] [--n 1-50]', { n: { kind: 'integer', about, min: 1, max: 50 }, job: { kind: 'text', about } }],
    ['prompt [--style …]', { prompt: { kind: 'text', about, required: true }, style: { kind: 'text', about } }],
    ['[--seed …]', { seed: { kind: 'integer', about, min: 0, max: 2 ** 31 } }],
    ['[--format png|webp]', { format: { kind: 'choice', about, of: ['png', 'webp'] } }],
    ['[--mode …]', { mode: { kind: 'choice', about, of: ['a long value', 'another long value'] } }],
    ['[--private]', { private: { kind: 'flag', about } }],
    ['', { image: { kind: 'image', about, required: true, many: 4 } }],
    ['', {}],
  ])('is told as %j', (hint, options) => {
    expect(usageHint({ options })).toBe(hint);
  });

  it('fits in one line, of whole options', () => {
    const options = Object.fromEntries(
      Array.from({ length: 30 }, (_, index) => [`option${index}`, { kind: 'flag', about } as const]),
    );
    const hint = usageHint({ options });
    expect(hint).toMatch(/^(\[--option\d+\] )+…$/);
    expect(hint.length).toBeGreaterThan(80);
    expect(hint.length).toBeLessThanOrEqual(100);
    for (const each of commands) expect(usageHint(each).length, each.name).toBeLessThanOrEqual(100);
  });
});

describe('slash commands', () => {
  it('leave out a hint where there is nothing to fill in', () => {
    expect(slashCommands([command({})])).toEqual([
      { command: '/studio', description: 'What it does', should_escape: true },
    ]);
  });

  it('are one for commands of two words, which says what its first word may be', () => {
    const family = ['quota show', 'quota set'].map((name) => command({}, { name, description: `${name} it` }));
    expect(slashCommands([...family, command({})], 'https://example.org/x')).toEqual([
      {
        command: '/quota',
        description: 'quota show it',
        usage_hint: 'show, set',
        should_escape: true,
        url: 'https://example.org/x',
      },
      { command: '/studio', description: 'What it does', should_escape: true, url: 'https://example.org/x' },
    ]);
  });
});

describe('shortcuts', () => {
  it('are left out for menus at people, which Slack has not', () => {
    const atPeople = command({}, { menu: { on: 'person', label: 'Image credits' } });
    expect(shortcuts([atPeople]).map(({ callback_id }) => callback_id)).toEqual(['create_image']);
  });

  it('have descriptions that Slack takes', () => {
    const long = command({}, { name: 'edit', description: 'x'.repeat(400), menu: { on: 'picture', label: 'Edit' } });
    expect(shortcuts([long])[0]?.description).toHaveLength(150);
  });
});
