import type { AnswerFile, CardPicture } from './cards.ts';

/** What somebody may have of what Easel keeps of them in this tenant: all of it, or nothing of it left. */
export interface Privacy {
  /** @throws {EaselError} `store-unavailable`. */
  exported(): Promise<Exported>;
  /** @throws {EaselError} `store-unavailable`: what was not forgotten then is forgotten when it is asked again. */
  forget(): Promise<Forgotten>;
}

export interface Exported {
  readonly file: AnswerFile;
  readonly jobs: number;
  readonly pictures: number;
  /** Where pictures have no address: the newest ones themselves. */
  readonly originals: readonly CardPicture[];
}

export interface Forgotten {
  readonly jobs: number;
  /** Requests that were still running: they are canceled, and forgotten once they have ended. */
  readonly running: number;
  /** Cases of theirs that the moderators' channel still shows: they are forgotten once that can be changed. */
  readonly cases: number;
}
