import type { Picture } from '#src/domain/picture.ts';

/** A public place for pictures: gives the address where Slack finds one, a new one each time, because Slack keeps what it fetched. */
export type Previews = (picture: Picture) => Promise<string>;

/** An unfinished picture that may be shown. */
export interface Preview {
  readonly step: number;
  /** Where Slack fetches it. Made once, and only when it is shown. `undefined` where it is not worth it. */
  url(): Promise<string | undefined>;
}

/** What a phone shows of it. */
const EDGE = 768;
/** It is gone in seconds: what is larger is not worth it. */
const MAX_BYTES = 2 * 1024 * 1024;

export function createPreview(
  picture: Picture,
  { step, previews, shrink }: { step: number; previews: Previews; shrink?: (edge: number) => Promise<Picture> },
): Preview {
  let made: Promise<string | undefined> | undefined;
  async function make(): Promise<string | undefined> {
    const small = shrink ? await shrink(EDGE) : picture;
    return small.bytes.byteLength <= MAX_BYTES ? previews(small) : undefined;
  }
  return {
    step,
    url() {
      made ??= make().catch(() => undefined);
      return made;
    },
  };
}
