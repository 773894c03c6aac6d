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
    const wanted = options.text('command')?.replace(/^\//, '');
    const command = context.commands().find(({ name }) => name === wanted);
    await context.answer(command ? optionsOf(command) : overview(context.commands()));
  },
};

function overview(commands: readonly Command[]) {
  return {
    kind: 'table',
    title: 'What you can say',
    columns: ['Command', 'What it does'],
    rows: commands.map(({ name, description }) => [text({ code: `/${name}` }), text(description)]),
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
