import type { FormField, FormSpec, StateToken } from '#src/ports/cards.ts';

const PROMPT_LENGTH = 4000;
const MORE_PICTURES = 4;
/** Longer lists are no choice any more. */
const MOST_CHOICES = 24;

/** What the forms call the picture itself, all of it, and all pictures; no option of a command has these words. */
export const WHOLE = 'whole';
export const ALL = 'all';
/** Answers with a page to paint the part on. */
const PAINT = 'paint';
const PARTS = [WHOLE, 'left', 'right', 'top', 'bottom', 'center', 'border'];

/**
 * Asks what should change in a picture. Known without any look-up, because platforms want a form within moments. What matters
 * most comes first, for places with room for five fields.
 * @param among how many pictures there are, where the person has to say which.
 * @param canPaint whether the part can be painted on a page.
 */
export const editForm = (state: StateToken, among?: number, canPaint = false): FormSpec =>
  changing(state, whichFields(among, []), canPaint);

/** Asks what to change in pictures that somebody found in the place, of which one or all may be meant. */
export const menuForm = (state: StateToken, count: number, canPaint = false): FormSpec =>
  changing(state, whichFields(count, [ALL]), canPaint);

const changing = (state: StateToken, which: readonly FormField[], canPaint: boolean): FormSpec => ({
  name: 'edit',
  title: 'Edit this picture',
  submitLabel: 'Edit',
  state,
  fields: [
    ...which,
    words('prompt', 'What should change?', 'Remove the cup; warmer light'),
    MORE,
    {
      kind: 'choice',
      id: 'region',
      label: 'Which part? Empty: all of it',
      required: false,
      options: canPaint ? [...PARTS, PAINT] : PARTS,
      hint: `top third; C2-F5; everything but the center; grid shows the cells${canPaint ? '; paint opens a page' : ''}`,
    },
    { kind: 'flag', id: 'exact', label: 'Keep everything else exactly', value: true },
    { kind: 'image', id: 'mask', label: 'Or a mask: erased, white, or drawn over', max: 1 },
    MODEL,
  ],
});

/** Asks what to make with a picture as reference. */
export const referenceForm = (state: StateToken, among?: number): FormSpec => ({
  name: 'imagine',
  title: 'Use as reference',
  submitLabel: 'Imagine',
  state,
  fields: [
    ...whichFields(among, [ALL]),
    words('prompt', 'What should it become?', 'The same house in winter'),
    MORE,
    { kind: 'text', id: 'aspect', label: 'Shape, such as 16:9', required: false, max: 10 },
    MODEL,
  ],
});

const MORE: FormField = { kind: 'image', id: 'image', label: 'More pictures to use', max: MORE_PICTURES };
const MODEL: FormField = { kind: 'text', id: 'model', label: 'Model', required: false, max: 100 };

const words = (id: string, label: string, hint: string): FormField => ({
  kind: 'text',
  id,
  label,
  required: true,
  max: PROMPT_LENGTH,
  hint,
});

function whichFields(among: number | undefined, choices: readonly string[]): readonly FormField[] {
  if (among === undefined || among < 2) return [];
  const field = { id: 'picture', label: 'Which picture?', required: true, value: '1' };
  if (among > MOST_CHOICES) return [{ ...field, kind: 'text', max: 4, hint: `1 to ${among}` }];
  const numbers = Array.from({ length: among }, (_, index) => String(index + 1));
  return [{ ...field, kind: 'choice', options: [...numbers, ...choices] }];
}
