import type { Mode } from './mode.ts';
import { abilityOf, type ModelEntry } from './model.ts';
import type { PictureRequest } from './request.ts';
import { SHEET_INSTRUCTION } from './sheet-words.ts';

/** What the marked part is painted with where a model has to be shown it. */
export const MARK_COLOR = 'magenta';

/** What Easel tells a model so that it does what it has no parameter for. */
export function instructionsFor(
  { maskWords, references }: PictureRequest,
  { mode, sheets, model }: { readonly mode: Mode; readonly sheets: boolean; readonly model: ModelEntry },
): readonly string[] {
  if (sheets) return [SHEET_INSTRUCTION];
  const isOurs = abilityOf(mode, model) === 'easel';
  if (mode === 'inpaint' && isOurs) return [markedPart(maskWords, canBeShown(references.length, model))];
  if (mode === 'remove-background' && isOurs)
    return ['Remove the background of the picture. Keep its subject exactly as it is, on a transparent background.'];
  return [];
}

/** Whether there is room for a marked copy beside the references. */
export const canBeShown = (references: number, { operations }: ModelEntry): boolean =>
  references < operations.maxReferences;

/** How a mask was read, `the part you erased: …`, is for people; a model is told where it is. */
const placeIn = (maskWords: string): string => maskWords.replace(/^[^:]*: /, '');

function markedPart(words: string | undefined, shown: boolean): string {
  const where = words === undefined ? '' : ` (${placeIn(words)})`;
  return shown
    ? `Change only one part of picture 1${where}. The last picture is a copy of picture 1 on which that part is painted ${MARK_COLOR}: it only shows where to work, and nothing ${MARK_COLOR} may be in your picture. Keep everything outside that part exactly as it is in picture 1, at the same place and in the same size. In that part:`
    : `Change only one part of the picture${where}. Keep everything outside that part exactly as it is, at the same place and in the same size. In that part:`;
}
