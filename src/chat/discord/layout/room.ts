import { cleanToLine } from '#src/chat/clean.ts';
import { BYTES_A_UNIT, clip } from './clip.ts';
import { type LaidFile, LIMITS } from './laid.ts';

/**
 * All strings of a message together may have about 10,170 bytes, with a little for each component; more is answered with a 500
 * (discord-api-docs #8554). How much each kind of component takes is not known, so this stays well below.
 */
const MOST_BYTES = 9500;
const COMPONENT_BYTES = 24;

/** How much text, measured as `sizeOf` does, still fits beside these components when some bytes are kept for others. */
export function roomFor(components: readonly object[], keptBytes: number): number {
  const units = LIMITS.textUnits - unitsOf(components);
  const bytes = MOST_BYTES - keptBytes - weightOf(components);
  return Math.max(0, Math.min(units, Math.floor(bytes / BYTES_A_UNIT)));
}

/** What these components leave of a message's bytes goes to the alt texts of its files, to each the same. */
export function altsWithin(components: readonly object[], files: number): (file: LaidFile) => string {
  const bytes = (MOST_BYTES - weightOf(components)) / Math.max(files, 1) - COMPONENT_BYTES - NAME_BYTES;
  return altUpTo(Math.min(Math.max(0, Math.floor(bytes / BYTES_A_UNIT)), LIMITS.altUnits));
}

/** `attachment://` and a name. */
const NAME_BYTES = 80;

/** An alt text holds no markup, so that it needs no escapes. */
export const altUpTo =
  (max: number) =>
  ({ alt }: LaidFile): string =>
    clip(cleanToLine(alt), max);

/** The bytes of every string in it, and something for each component. */
function weightOf(part: unknown): number {
  if (typeof part === 'string') return Buffer.byteLength(part);
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'type' in part ? COMPONENT_BYTES : 0;
  return Object.values(part).reduce<number>((sum, value) => sum + weightOf(value), own);
}

/** The characters of all text displays in it, however deep. */
function unitsOf(part: unknown): number {
  if (typeof part !== 'object' || part === null) return 0;
  const own = 'content' in part && typeof part.content === 'string' ? part.content.length : 0;
  return Object.values(part).reduce<number>((sum, value) => sum + unitsOf(value), own);
}
