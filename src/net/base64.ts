import type { Picture, PictureType } from '#src/domain/picture.ts';
import type { KeptBase64 } from './base64-keeper.ts';
import { decodeSigns } from './base64-reader.ts';

/** A data URL's beginning; compatible servers send one where base64 is expected. */
const DATA_URL = /^data:[^,]{0,100};base64,/;

/** The bytes written as base64, or `undefined` where it is none. */
export function decodeBase64(words: string): Buffer | undefined {
  const text = words.startsWith('data:') ? words.replace(DATA_URL, '') : words;
  // A length that does not fit means foreign signs. Line breaks are allowed.
  return decodeSigns(text) ?? decodeSigns(text.replace(/[\r\n]/g, ''));
}

/** A preview, its type read off the bytes; `undefined` where they are no picture. @param words base64 that may be decoded already. */
export function previewOf(words: string | Uint8Array | KeptBase64): Picture | undefined {
  if (typeof words === 'object' && 'signs' in words) return keptPreview(words);
  const bytes = typeof words === 'string' ? decodeBase64(words) : words;
  const type = bytes && typeOfBytes(bytes);
  return type && { bytes, type };
}

/** Decoded no further than it takes to tell the type, before somebody asks for its bytes. */
function keptPreview(kept: KeptBase64): Picture | undefined {
  const type = typeOfBytes(kept.start());
  const { signs } = kept;
  return (
    type && {
      type,
      base64: signs,
      get bytes() {
        return kept.bytes();
      },
    }
  );
}

function typeOfBytes(bytes: Uint8Array): PictureType | undefined {
  const start = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (start.startsWith('\x89PNG\r\n\x1a\n')) return 'image/png';
  if (start.startsWith('\xff\xd8\xff')) return 'image/jpeg';
  return /^RIFF.{4}WEBP$/s.test(start) ? 'image/webp' : undefined;
}
