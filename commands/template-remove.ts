import { TEMPLATE_LIMITS } from '#src/domain/templates/template.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';

/** Removes one's own template, or a shared one: that its author and moderators may. */
export const templateRemove: Command = {
  name: 'template remove',
  description: 'Remove a template of yours, or a shared one',
  who: 'everyone',
  visibility: 'private',
  options: {
    name: {
      kind: 'text',
      about: 'Which template',
      required: true,
      max: TEMPLATE_LIMITS.nameLength,
      complete: 'templates',
    },
    shared: { kind: 'flag', about: 'The shared one, also where you have one of that name' },
  },

  async run(context, options) {
    const name = options.text('name') ?? '';
    const removed = await context.templates.remove(name, options.flag('shared') ?? false);
    const words = removed === 'own' ? 'Your template ' : 'The shared template ';
    await context.answer({ kind: 'text', text: text(words, { bold: name.trim() }, ' is removed.') });
  },
};
