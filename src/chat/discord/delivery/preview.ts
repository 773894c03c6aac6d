import type { Picture } from '#src/domain/picture.ts';

/** An unfinished picture that may be shown. */
export interface Preview {
  readonly step: number;
  /** Small, because every frame carries it anew. Made once, and only when it is shown. `undefined` where it is not worth it. */
  small(): Promise<Picture | undefined>;
}

/** What a phone shows of it. */
const EDGE = 512;
/** It is gone in seconds: what is larger is not worth it. */
const MAX_BYTES = 2 * 1024 * 1024;

export function createPreview(
  picture: Picture,
  step: number,
  shrink: (edge: number) => Promise<Picture> = async () => picture,
): Preview {
  let made: Promise<Picture | undefined> | undefined;
  return {
    step,
    small() {
      made ??= shrink(EDGE).then(
        (small) => (small.bytes.byteLength <= MAX_BYTES ? small : undefined),
        () => undefined,
      );
      return made;
    },
  };
}
