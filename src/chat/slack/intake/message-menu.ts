import type { Command, Option } from '#src/ports/command.ts';

/** The command that is offered at messages. */
export const pictureCommand = (commands: readonly Command[]): Command | undefined =>
  commands.find(({ menu }) => menu?.on === 'picture');

export const firstOf = (kind: Option['kind'], { options }: Command): string | undefined =>
  Object.keys(options).find((name) => options[name]?.kind === kind);
