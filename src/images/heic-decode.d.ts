/** heic-decode 2.1.0 comes without types. */
declare module 'heic-decode' {
  interface HeicPicture {
    readonly width: number;
    readonly height: number;
    /** Four bytes a pixel, turned upright. */
    decode(): Promise<{
      readonly width: number;
      readonly height: number;
      readonly data: Uint8ClampedArray<ArrayBuffer>;
    }>;
  }

  /** All pictures of a file, in its own order. None is decoded yet. */
  export function all(file: { readonly buffer: Uint8Array }): Promise<readonly HeicPicture[]>;
}
