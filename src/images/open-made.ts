import type { Sharp } from 'sharp';
import { sharp } from './sharp.ts';

/** As `checkOutput`: far above what any model draws, and still decodable. */
const MAX_PIXELS = 100_000_000;

/** Opens a picture that a model made, as a viewer shows it. */
export const openMade = (bytes: Uint8Array): Sharp =>
  sharp(bytes, { failOn: 'error', limitInputPixels: MAX_PIXELS }).autoOrient();
