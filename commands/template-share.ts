import { TEMPLATE_LIMITS } from '#src/domain/templates/template.ts';
import { text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { blankWords, useButton } from './template-save.ts';

/** Lets everybody where it is said use a copy of one's own template. */
export const templateShare: Command = {
  name: 'template share',
  description: 'Let everybody here use a template of yours',
  who: 'everyone',
  visibility: 'private',
  options: {
    name: {
      kind: 'text',
      about: 'Which of your templates',
      required: true,
      max: TEMPLATE_LIMITS.nameLength,
      complete: 'templates',
    },
  },

  async run(context, options) {
    const { name, blanks, isNew } = await context.templates.share(options.text('name') ?? '');
    await context.answer({
      kind: 'text',
      text: text(
        isNew ? 'Everybody here can use the template ' : 'The shared template ',
        { bold: name },
        isNew ? ` now, as it is at this moment. ${blankWords(blanks)}` : ' is as yours is now.',
        ' Take it back with ',
        { code: `/template remove name:${name} shared:true` },
        '.',
      ),
      actions: useButton('Use it', name),
    });
  },
};
