import type { AcceptedRequest } from '#src/domain/job.ts';
import { TEMPLATE_LIMITS } from '#src/domain/templates/template.ts';
import type { Blank } from '#src/domain/templates/unfold-template.ts';
import { text } from '#src/domain/text.ts';
import type { FormField } from '#src/ports/cards.ts';
import type { Command, Option, Options } from '#src/ports/command.ts';
import type { OpenTemplate } from '#src/ports/templates.ts';
import { PICTURE_OPTIONS, pictureRequest } from './picture-request.ts';
import { useButton } from './template-save.ts';

const BLANKS = Array.from({ length: TEMPLATE_LIMITS.blanks }, (_, index) => `blank${index + 1}`);
const ORDINALS = ['first', 'second', 'third', 'fourth'];

const BLANK_OPTIONS: Readonly<Record<string, Option>> = Object.fromEntries(
  BLANKS.map((name, index) => [
    name,
    { kind: 'text', about: `What stands in its ${ORDINALS[index]} blank`, max: TEMPLATE_LIMITS.blankLength },
  ]),
);

const { model, aspect, n, quality, image } = PICTURE_OPTIONS;

/** Makes a picture of a template. What is missing is asked for by a form whose fields are the template's blanks. */
export const templateUse: Command = {
  name: 'template use',
  description: 'Make a picture of a template; its blanks are asked for',
  who: 'everyone',
  visibility: 'public',
  options: {
    name: { kind: 'text', about: 'Which template', required: true, max: 600, complete: 'templates' },
    ...BLANK_OPTIONS,
    image,
    model,
    aspect,
    n,
    quality,
    private: PICTURE_OPTIONS.private,
    'dry-run': PICTURE_OPTIONS['dry-run'],
  },
  form: ['name', 'private'],

  async asks({ templates }, options) {
    const { name, given } = wishOf(options);
    const opened = await templates.open(name);
    return opened.missing(givenTo(opened, given)).length === 0 ? [] : fieldsOf(opened, given);
  },

  async run(context, options) {
    const { name, given } = wishOf(options);
    const opened = await context.templates.open(name);
    const values = givenTo(opened, given);
    const missing = opened.missing(values);
    if (missing.length > 0) return context.answer(asking(opened, missing));
    await context.submit(requestOf(opened, opened.fill(values), options), {
      private: options.flag('private'),
      dryRun: options.flag('dry-run'),
    });
  },
};

/** A name has no blanks in it, so that words behind it are what the template's first blank needs: `poster a red fox`. */
function wishOf(options: Options): { readonly name: string; readonly given: readonly (string | undefined)[] } {
  const [, name = '', rest = ''] = /^\s*(\S*)\s*([\s\S]*)$/.exec(options.text('name') ?? '') ?? [];
  const [first, ...others] = BLANKS.map((blank) => options.text(blank));
  return { name, given: [first ?? (rest.trim() || undefined), ...others] };
}

const givenTo = ({ blanks }: OpenTemplate, given: readonly (string | undefined)[]): ReadonlyMap<string, string> =>
  new Map(
    blanks.flatMap(({ name }, index): [string, string][] => {
      const value = given[index];
      return value === undefined ? [] : [[name, value]];
    }),
  );

/** The name is told again by a list of one, because the blanks are this template's. */
const fieldsOf = ({ template, blanks }: OpenTemplate, given: readonly (string | undefined)[]): readonly FormField[] => [
  ...blanks.map((blank, index) => blankField(blank, BLANKS[index] ?? '', given[index])),
  { kind: 'choice', id: 'name', label: 'Template', required: true, options: [template.name], value: template.name },
];

const blankField = ({ name, usual }: Blank, id: string, given: string | undefined): FormField => {
  const value = given ?? usual;
  return {
    kind: 'text',
    id,
    label: `${name.charAt(0).toUpperCase()}${name.slice(1)}`,
    required: usual === undefined,
    max: TEMPLATE_LIMITS.blankLength,
    ...(value !== undefined && { value }),
  };
};

const asking = ({ template: { name } }: OpenTemplate, missing: readonly string[]) =>
  ({
    kind: 'text',
    text: text(
      `The template `,
      { bold: name },
      ` has blanks to fill in: ${missing.join(', ')}. Press the button, or say them in their order: `,
      { code: `/template use name:${name} blank1:…` },
    ),
    actions: useButton('Fill in', name),
  }) as const;

/** What is said with the request wins over what was saved. */
function requestOf({ template }: OpenTemplate, prompt: string, options: Options): AcceptedRequest {
  const request = pictureRequest('imagine', options);
  return { ...request, prompt, options: { ...template.options, ...request.options } };
}
