import type { PaintAbout } from './painting/paint-about.ts';

/** What each kind of pass is about: small JSON that its page wrote and alone understands. */
export interface PassAbout {
  readonly paint: PaintAbout;
  readonly gallery: GalleryAbout;
}

/** Where somebody asked for their gallery. */
export interface GalleryAbout {
  readonly platform: string;
  /** Of a thread its own. Words that others wrote are shown only where they were posted. */
  readonly channelId: string;
}
