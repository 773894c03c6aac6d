import type { Command } from '#src/ports/command.ts';

const MAX_DESCRIPTION = 150;

/** One of the manifest's shortcuts. */
export interface Shortcut {
  readonly type: 'global' | 'message';
  readonly name: string;
  readonly callback_id: string;
  readonly description: string;
}

/** The menu at messages, from the command that has one there, and the one that begins from anywhere. Slack has no menu at people. */
export function shortcuts(commands: readonly Command[]): readonly Shortcut[] {
  return [
    ...commands.flatMap(({ menu, name, description }): Shortcut[] =>
      menu?.on === 'picture'
        ? [{ type: 'message', name: menu.label, callback_id: `${name}_image`, description: clipped(description) }]
        : [],
    ),
    {
      type: 'global',
      name: 'Create an image',
      callback_id: 'create_image',
      description: 'Write what the picture should show, and where it goes',
    },
  ];
}

const clipped = (description: string): string => description.slice(0, MAX_DESCRIPTION);
