import type { Picture, PictureType } from '#src/domain/picture.ts';

/** A data URL's beginning; compatible servers send one where base64 is expected. */
const DATA_URL = /^data:[^,]{0,100};base64,/;

/** The bytes written as base64, or `undefined` where it is none. */
export function decodeBase64(words: string): Buffer | undefined {
  const text = words.startsWith('data:') ? words.replace(DATA_URL, '') : words;
  const bytes = Buffer.from(text, 'base64');
  if (bytes.length > 0 && bytes.length === expectedLength(text)) return bytes;
  // The decoder skips what is not base64, so a length that does not fit means foreign signs. Line breaks are allowed.
  const plain = text.replace(/[\r\n]/g, '');
  return bytes.length > 0 && bytes.length === expectedLength(plain) ? bytes : undefined;
}

/** How many bytes so many signs stand for; one sign alone stands for none. */
function expectedLength(text: string): number {
  const signs = text.length - (text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0);
  return signs % 4 === 1 ? -1 : Math.floor((signs * 3) / 4);
}

/** A preview, its type read off the bytes; `undefined` where they are no picture. */
export function previewOf(words: string): Picture | undefined {
  const bytes = decodeBase64(words);
  const type = bytes && typeOfBytes(bytes);
  return type && { bytes, type };
}

function typeOfBytes(bytes: Buffer): PictureType | undefined {
  const start = bytes.toString('latin1', 0, 12);
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return /^RIFF.{4}WEBP$/s.test(start) ? 'image/webp' : undefined;
}
