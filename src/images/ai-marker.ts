import { type AiKind, aiXmp, kindIn } from '#src/domain/ai-marker.ts';
import type { Picture, PictureType } from '#src/domain/picture.ts';
import { jpegMarking } from './jpeg-marking.ts';
import { pngMarking } from './png-marking.ts';
import { webpMarking } from './webp-marking.ts';

/** What a file carries about where it comes from, and how more is put in. */
export interface Marking {
  /** Metadata packets in the file; empty where there are none. */
  readonly xmp: string;
  /** Whether it has signed credentials (C2PA), which any change would break. */
  readonly isSigned: boolean;
  /** The same file with the packet in it: nothing of the picture is decoded, and every other byte stays. */
  write(xmp: string): Uint8Array;
}

/** Longer than the marker is in any format. */
export const MARKER_ROOM = 2048;

const MARKINGS: Readonly<Record<PictureType, (bytes: Uint8Array) => Marking | undefined>> = {
  'image/png': pngMarking,
  'image/jpeg': jpegMarking,
  'image/webp': webpMarking,
};

/**
 * The picture with a mark that a model made it, which machines read. The pixels stay bit for bit. What has credentials of its own, or
 * metadata of that kind, comes back as it is, byte for byte; so does what cannot be read.
 */
export function markedAsAi(picture: Picture, kind: AiKind): Picture {
  const marking = MARKINGS[picture.type](picture.bytes);
  if (!marking || marking.isSigned || marking.xmp !== '') return picture;
  return { ...picture, bytes: marking.write(aiXmp(kind)) };
}

/** What a picture says of itself; `undefined` where it says nothing of that. */
export function aiKindOf({ bytes, type }: Picture): AiKind | undefined {
  return kindIn(MARKINGS[type](bytes)?.xmp ?? '');
}
