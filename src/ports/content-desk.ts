import type { Action, Answer } from './cards.ts';

/** What moderators do about content beside setting rules. Every call throws `not-allowed` where no moderator asks. */
export interface ContentDesk {
  /** How long cases are kept, with their words and pictures, in milliseconds. */
  readonly keptMs: number;
  /** Whether a provider can be asked to look at words and pictures here. */
  readonly canCheck: boolean;
  /** What waits for a moderator, the oldest first. */
  cases(): Promise<readonly CaseSummary[]>;
  /** One case with everything about it; `undefined` where there is none of that id. */
  showCase(caseId: string): Promise<Answer | undefined>;
  /** When nothing could be shown in the log channel, if that was the last time it was tried. */
  logTroubleAt(): Promise<number | undefined>;
  /** Says in a channel that cases come there from now on. @throws {EaselError} where nothing can be shown there. */
  tryLog(channelId: string): Promise<void>;
}

export interface CaseSummary {
  readonly id: string;
  readonly at: number;
  readonly personId: string;
  /** What fits, as half a sentence. */
  readonly what: string;
  readonly kind: 'prompt' | 'scene' | 'pictures' | 'appeal';
  /** Shows it to whoever presses. */
  readonly open: Action;
}
