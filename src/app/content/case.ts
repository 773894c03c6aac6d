import type { ContentStage, DeliveryHandle, Job } from '#src/domain/job.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { type Fit, strictest } from '#src/domain/rules/content-rules.ts';

export const DECISIONS = ['approve', 'refuse', 'block'] as const;

/** `block` refuses, and blocks the person for a day. */
export type Decision = (typeof DECISIONS)[number];

/** Something a rule refused or keeps for a moderator: all that moderators need to decide about it. */
export interface Case {
  readonly id: string;
  readonly jobId: string;
  readonly tenantId: string;
  readonly platform: string;
  readonly personId: string;
  readonly personName: string;
  /** Of a thread: the channel it belongs to. */
  readonly channelId: string;
  readonly at: number;
  readonly stage: ContentStage;
  /** Refused at once, or kept until somebody decides. */
  readonly action: 'review' | 'block';
  readonly fits: readonly Fit[];
  /** What the person wrote; of a scene what a model wrote. */
  readonly words: string;
  /** The fingerprint of what was judged, by which the very same is known again: words, and of pictures also what they are made from. */
  readonly wordsHash: string;
  readonly pictures: readonly StoredPicture[];
  /** When the person asked for a moderator's look at a refusal. */
  readonly appealedAt?: number;
  readonly decided?: Decided;
  /** When all that follows of the decision was done. */
  readonly carriedOutAt?: number;
  /** When its person canceled what waited. */
  readonly withdrawnAt?: number;
  /** The messages in the log channel that show it. */
  readonly shown?: readonly DeliveryHandle[];
}

export interface Decided {
  /** `expired`: nobody decided in time. */
  readonly kind: Decision | 'expired';
  /** The event that decided, so that its repetition is known for the same. */
  readonly eventId: string;
  readonly by?: { readonly id: string; readonly name: string };
  readonly at: number;
}

/** One case for each job and stage, however often a job is taken up again. */
export const caseIdOf = (jobId: string, stage: ContentStage): string => `${jobId}${OF_STAGE[stage]}`;

const OF_STAGE: Readonly<Record<ContentStage, string>> = { prompt: '', scene: '-scene', pictures: '-made' };

/** What stands for a case that is about to be opened. */
export interface Opening {
  readonly stage: ContentStage;
  readonly action: Case['action'];
  readonly fits: readonly Fit[];
  readonly words: string;
  readonly wordsHash: string;
  readonly pictures: readonly StoredPicture[];
}

export const newCase = (job: Job, opening: Opening, at: number): Case => ({
  id: caseIdOf(job.id, opening.stage),
  jobId: job.id,
  tenantId: job.tenantId,
  platform: job.platform,
  personId: job.personId,
  personName: job.personName,
  channelId: job.parentId ?? job.placeId,
  at,
  ...opening,
});

/** Whether a moderator still has to decide: of what was refused at once only where its person asked for it. */
export const awaits = ({ decided, withdrawnAt, action, appealedAt }: Case): boolean =>
  decided === undefined && withdrawnAt === undefined && (action === 'review' || appealedAt !== undefined);

/** What decided, as half a sentence. */
export const reasonOf = ({ fits }: Pick<Case, 'fits'>): string => strictest(fits)?.what ?? 'a rule fits';
