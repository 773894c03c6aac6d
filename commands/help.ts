import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** What can be said, from the very definitions that every platform offers. */
export const help: Command = {
  name: 'help',
  description: 'Show what you can say, or the options of one command',
  who: 'everyone',
  visibility: 'private',
  options: { command: { kind: 'text', about: 'Which command', complete: 'commands' } },

  async run(context, options) {
    const wanted = options.text('command')?.trim().toLowerCase().replace(/^\//, '');
    const commands = context.commands();
    const command = commands.find(({ name }) => name === wanted);
    const family = commands.filter(({ name }) => name.startsWith(`${wanted} `));
    if (command) return context.answer(optionsOf(command));
    await context.answer(family.length > 0 ? listOf(`/${wanted}`, family) : overview(commands));
  },
};

const listOf = (title: string, commands: readonly Command[]) =>
  ({
    kind: 'table',
    title,
    columns: ['Command', 'What it does'],
    rows: commands.map(({ name, description }) => [text({ code: `/${name}` }), text(description)]),
  }) as const;

function overview(commands: readonly Command[]) {
  return {
    ...listOf('What you can say', commands),
    note: text(
      'In a message to me plain words make a picture; words with a picture attached change it. In a thread they change its newest one; ',
      'there you can also say ',
      { code: 'back' },
      ', ',
      { code: 'use v1' },
      ', ',
      { code: 'compare v1 v3' },
      ' or ',
      { code: 'v2 make it warmer' },
      '.',
    ),
  } as const;
}

function optionsOf({ name, description, options }: Command) {
  return {
    kind: 'table',
    title: `/${name}: ${description}`,
    columns: ['Option', 'What it means'],
    rows: Object.entries(options).map(([option, { about }]) => [text({ code: option }), text(about)]),
  } as const;
}
