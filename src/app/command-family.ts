import { commandState } from '#src/domain/command-state.ts';
import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';

/**
 * Of a first word without its second, such as `quota`: what there is behind it, each with a button.
 * @throws {EaselError} `not-found` where no command begins so, `not-allowed` where all that do are for moderators.
 */
export function familyAnswer(
  { name, actor }: Pick<IncomingRequest, 'name' | 'actor'>,
  commands: readonly Command[],
): Answer {
  const family = commands.filter((command) => command.name.startsWith(`${name} `));
  if (name === '' || family.length === 0) throw new EaselError('not-found', { what: `The command /${name}` });
  const usable = family.filter(({ who }) => who === 'everyone' || actor.isModerator);
  if (usable.length === 0) throw new EaselError('not-allowed', { what: `use /${name}` });
  return {
    kind: 'table',
    title: `/${name}`,
    columns: ['Command', 'What it does'],
    rows: usable.map((command) => [text({ code: `/${command.name}` }), text(command.description)]),
    actions: usable.map((command) => ({
      kind: 'command',
      label: labelOf(command.name.slice(name.length + 1)),
      state: commandState(command.name, {}, command.form !== undefined),
      opensForm: true,
    })),
  };
}

const labelOf = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;
