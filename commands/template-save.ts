import { commandState } from '#src/domain/command-state.ts';
import { TEMPLATE_LIMITS, TEMPLATE_OPTIONS, type TemplateOptions } from '#src/domain/templates/template.ts';
import type { Blank } from '#src/domain/templates/unfold-template.ts';
import { text } from '#src/domain/text.ts';
import type { Action } from '#src/ports/cards.ts';
import type { Command, Options } from '#src/ports/command.ts';
import { PICTURE_OPTIONS } from './picture-request.ts';

const { model, aspect, n, quality, background, format, style, negative } = PICTURE_OPTIONS;

/** Keeps a prompt with blanks under a name, with the options it is made with. */
export const templateSave: Command = {
  name: 'template save',
  description: 'Keep a prompt with blanks such as {{subject}} for later',
  who: 'everyone',
  visibility: 'private',
  options: {
    prompt: {
      kind: 'text',
      about: 'Its words; {{subject}} is a blank, {{place=Rome}} one with a usual value',
      required: true,
      max: TEMPLATE_LIMITS.promptLength,
    },
    name: { kind: 'text', about: 'What to call it, such as poster', required: true, max: TEMPLATE_LIMITS.nameLength },
    model,
    aspect,
    n,
    quality,
    background,
    format,
    style,
    negative,
  },
  form: ['prompt', 'name', 'model', 'aspect', 'quality'],

  async run(context, options) {
    const { name, blanks, isNew } = await context.templates.save({
      name: options.text('name') ?? '',
      prompt: options.text('prompt') ?? '',
      options: optionsOf(options),
    });
    await context.answer({
      kind: 'text',
      text: text(
        `${isNew ? 'Saved' : 'Changed'} the template `,
        { bold: name },
        `. ${blankWords(blanks)} Make a picture of it with `,
        { code: `/template use name:${name}` },
        '.',
      ),
      actions: [...useButton('Use it', name), ...shareButton(name)],
    });
  },
};

const optionsOf = (options: Options): TemplateOptions =>
  Object.fromEntries(
    TEMPLATE_OPTIONS.flatMap((name) => {
      const value = name === 'n' ? options.integer(name) : options.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** What has to be filled in, in words. */
export function blankWords(blanks: readonly Blank[]): string {
  if (blanks.length === 0) return 'It has no blanks; those are written {{subject}}.';
  const named = blanks.map(({ name, usual }) => (usual === undefined ? name : `${name} (usually ${usual})`));
  return `It has ${named.length === 1 ? 'the blank' : 'the blanks'} ${named.join(', ')}.`;
}

/** A button's state has room for so much. */
const STATE_LENGTH = 80;

/** The button that asks for a template's blanks; none where its name is too long for one. */
export function useButton(label: string, name: string): readonly Action[] {
  const state = commandState('template use', { name }, true);
  return state.length > STATE_LENGTH ? [] : [{ kind: 'command', label, state, opensForm: true }];
}

function shareButton(name: string): readonly Action[] {
  const state = commandState('template share', { name });
  return state.length > STATE_LENGTH ? [] : [{ kind: 'command', label: 'Share it', state, opensForm: false }];
}
