import { EaselError } from './errors.ts';
import { isWord } from './request.ts';

/** How a request will be done. */
export const MODES = [
  'generate',
  'edit',
  'multi-reference',
  'inpaint',
  'high-fidelity',
  'transparent',
  'grid',
  'upscale',
  'remove-background',
] as const;

export type Mode = (typeof MODES)[number];

/** Those that nothing but the person's word can choose. */
export const ASKED_MODES = ['grid', 'upscale', 'remove-background'] as const satisfies readonly Mode[];

/** Whether a mode, or a word for one, makes one picture of one and needs no words for it. */
export const worksOnOne = (mode: string | undefined): boolean =>
  isWord(mode, 'upscale') || isWord(mode, 'remove-background');

/** @throws {EaselError} `option-invalid` where the word for a mode is none; nothing and `auto` are fine. */
export function checkAskedMode(asked: string | undefined): void {
  const allowed = ['auto', ...ASKED_MODES];
  if (asked === undefined || isWord(asked, '') || allowed.some((mode) => isWord(asked, mode))) return;
  throw new EaselError('option-invalid', { option: 'mode', value: asked, allowed: allowed.join(', ') });
}

export interface ModeChoice {
  readonly mode: Mode;
  /** Half a sentence for the person: "because …". */
  readonly why: string;
}

/**
 * Reads the mode off what is there. The most particular wish wins: a mode asked for by name, then a mask, then transparency,
 * then fidelity, then the number of pictures.
 */
export function chooseMode({
  references,
  masked,
  background,
  fidelity,
  asked,
}: {
  references: number;
  masked: boolean;
  background?: string | undefined;
  fidelity?: string | undefined;
  /** By the person; `auto` and nothing are the same. */
  asked?: string | undefined;
}): ModeChoice {
  const named = ASKED_MODES.find((mode) => isWord(asked, mode));
  if (named) return { mode: named, why: 'it was asked for' };
  if (masked) return { mode: 'inpaint', why: 'a mask says which part to change' };
  if (isWord(background, 'transparent')) return { mode: 'transparent', why: 'a transparent background was asked for' };
  if (isWord(fidelity, 'high') && references > 0)
    return { mode: 'high-fidelity', why: 'keeping fine detail was asked for' };
  if (references > 1) return { mode: 'multi-reference', why: `${references} pictures were given` };
  if (references === 1) return { mode: 'edit', why: 'one picture was given' };
  return { mode: 'generate', why: 'no picture was given' };
}
