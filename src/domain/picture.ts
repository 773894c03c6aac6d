/** The formats Easel hands out. Everything else is converted on the way in or refused. */
export const PICTURE_TYPES = ['image/png', 'image/jpeg', 'image/webp'] as const;

export type PictureType = (typeof PICTURE_TYPES)[number];

export type PictureFormat = 'png' | 'jpeg' | 'webp';

/** Encoded bytes of one picture. The type is what the bytes say, never what somebody declared. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly type: PictureType;
  /**
   * The same bytes as base64, in pieces, where they came so; then `bytes` are decoded when they are first asked for. Whoever has the
   * picture for themselves may give these back.
   */
  readonly base64?: readonly Uint8Array[];
}

/** Pixels of a finished picture: far above what any model draws by itself, and still decodable. */
export const MAX_OUTPUT_PIXELS = 100_000_000;

/** Edge lengths in pixels, as a viewer shows the picture. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** A picture kept in the blob store; `key` opens it there. */
export interface StoredPicture extends Size {
  readonly key: string;
  readonly type: PictureType;
  readonly byteLength: number;
}

/** `image/jpeg` -> `jpg`, as file names write it. */
export const extensionOf = (type: PictureType): 'png' | 'jpg' | 'webp' =>
  type === 'image/png' ? 'png' : type === 'image/jpeg' ? 'jpg' : 'webp';
