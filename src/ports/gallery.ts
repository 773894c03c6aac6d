import type { JobState } from '#src/domain/job.ts';
import type { Mode } from '#src/domain/mode.ts';
import type { CardPicture } from './cards.ts';

/** What somebody looks for among requests and results. Times are epoch milliseconds. */
export interface GallerySearch {
  /** The person's own, unless told otherwise; the others are for moderators, and without what people asked for alone. */
  readonly whose?: 'own' | 'everyone' | { readonly personId: string };
  /** All of them stand in the prompt. Of others only prompts count that may be read here. */
  readonly words?: string;
  /** A part of a model's name. */
  readonly model?: string;
  readonly mode?: Mode;
  /** Made at that time or later. */
  readonly from?: number;
  /** Made before that time. */
  readonly to?: number;
  /** Only what has pictures. */
  readonly pictures?: true;
  readonly limit: number;
  /** So many of what was found are passed over. */
  readonly skip?: number;
  /** Goes on behind an earlier page. */
  readonly after?: string;
}

export interface GalleryPage {
  /** Newest first. */
  readonly items: readonly GalleryItem[];
  /** There may be more: what goes on here. */
  readonly next?: string;
  /** There was so much to look through that this page ended here, whether it is full or not. Epoch milliseconds. */
  readonly lookedBackTo?: number;
}

/** A request, and what came of it, as far as somebody may see it. */
export interface GalleryItem {
  readonly jobId: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly isOwn: boolean;
  /** Epoch milliseconds. */
  readonly madeAt: number;
  readonly state: JobState;
  /** Absent where it was posted in another place than this. */
  readonly prompt?: string;
  readonly modelId?: string;
  readonly mode?: Mode;
  readonly credits: number;
  /** Their descriptions are the prompt only where that may be read. */
  readonly pictures: readonly CardPicture[];
  /** Pictures are covered until somebody opens them. */
  readonly isHidden: boolean;
  /** Only its person may see it. */
  readonly isPrivate: boolean;
}

/** A search that goes on on the page. */
export type GalleryBegun = Pick<GallerySearch, 'whose' | 'words' | 'model' | 'mode'>;

/** What was made, for one person in one place. */
export interface Gallery {
  /** @throws {EaselError} `not-allowed` where it is about others and no moderator asks. */
  search(wanted: GallerySearch): Promise<GalleryPage>;
  /** `undefined` for what is not there, and for what they may not see: nobody learns which. */
  item(jobId: string): Promise<GalleryItem | undefined>;
  /**
   * The address of a page for this person alone, which ends after an hour, or when they ask for another one. Absent where people of
   * the place cannot reach this installation.
   * @param begun what the page shows first.
   */
  pageLink(begun?: GalleryBegun): Promise<string | undefined>;
  /** By whose clocks days begin and end here: an IANA name. */
  timeZone(): Promise<string>;
}
