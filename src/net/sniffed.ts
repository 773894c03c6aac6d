/** `text` is a web page, JSON, SVG or any other writing; `other` is nothing known. */
export type Sniffed = 'picture' | 'text' | 'other';

/** How many bytes decide. */
export const SNIFFED_BYTES = 16;

/** PNG, JPEG, GIF, WebP, and the family of AVIF and HEIC. */
const BEGINNINGS: readonly string[] = ['\x89PNG\r\n\x1a\n', '\xff\xd8\xff', 'GIF87a', 'GIF89a'];
const FRAMES = /^(?:RIFF.{4}WEBP|.{4}ftyp(?:avif|avis|heic|heix|mif1|msf1))/s;

/** What bytes are by their first sixteen; what a server says they are is not believed. */
export function sniffed(bytes: Uint8Array): Sniffed {
  const start = Buffer.from(bytes.subarray(0, SNIFFED_BYTES)).toString('latin1');
  if (BEGINNINGS.some((beginning) => start.startsWith(beginning)) || FRAMES.test(start)) return 'picture';
  return /^(?:\xef\xbb\xbf)?[\t\n\r -~]*$/.test(start) ? 'text' : 'other';
}
