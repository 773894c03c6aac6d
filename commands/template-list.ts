import type { Template } from '#src/domain/templates/template.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import { useButton } from './template-save.ts';

const WORDS_SHOWN = 120;
const BUTTONS = 5;

/** The templates a person can use: their own, and those shared where they ask. */
export const templateList: Command = {
  name: 'template list',
  description: 'List the templates you can use, yours and the shared ones',
  who: 'everyone',
  visibility: 'private',
  options: {},

  async run(context) {
    const { own, shared } = await context.templates.list();
    const all = [...own, ...shared];
    const names = [...new Set(all.map(({ name }) => name))].slice(0, BUTTONS);
    await context.answer({
      kind: 'table',
      title: all.length === 0 ? 'There are no templates yet' : 'Templates you can use',
      columns: ['Name', 'Whose', 'Prompt', 'Options'],
      rows: [
        ...own.map((template) => rowOf(template, 'yours')),
        ...shared.map((one) => rowOf(one, `shared by ${one.by.name}`)),
      ],
      note: text(
        'Keep one with ',
        { code: '/template save' },
        ', let everybody here use it with ',
        { code: '/template share' },
        '.',
      ),
      actions: names.flatMap((name) => useButton(`Use ${name}`, name)),
    });
  },
};

const rowOf = ({ name, prompt, options }: Template, whose: string): readonly Text[] => [
  text({ bold: name }),
  text(whose),
  text(clip(prompt)),
  text(
    Object.entries(options)
      .map(([option, value]) => `${option} ${value}`)
      .join(', '),
  ),
];

const clip = (words: string): string => {
  const letters = [...words.replace(/\s+/g, ' ')];
  return letters.length <= WORDS_SHOWN ? letters.join('') : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};
