import type { AvatarBrief } from './avatar.ts';
import type { Failure } from './errors.ts';
import type { StoredPicture } from './picture.ts';
import type { Plan } from './plan.ts';
import type { RequestOptions } from './request.ts';
import type { Text } from './text.ts';
import type { Usage } from './usage.ts';

export const JOB_STATES = [
  'accepted',
  'confirming',
  'reviewing',
  'queued',
  'running',
  'delivering',
  'succeeded',
  'failed',
  'canceled',
  'outcome-unknown',
] as const;

export type JobState = (typeof JOB_STATES)[number];

/** One durable unit of work: request, decisions, state, and where to deliver. Times are epoch milliseconds. */
export interface Job {
  readonly id: string;
  /** The random name its buttons carry. */
  readonly token: string;
  readonly state: JobState;
  readonly tenantId: string;
  readonly personId: string;
  readonly personName: string;
  /** Whose credits: tenant and person. */
  readonly accountId: string;
  readonly platform: string;
  readonly placeId: string;
  /** Of a thread: the channel it belongs to. */
  readonly parentId?: string;
  /** The roles or user groups its person was in. */
  readonly roles?: readonly string[];
  /** Who pays, written before anything is held: every purse at which something may be held, the person's own first. */
  readonly purses?: readonly string[];
  /** How much of it is held at each purse, in that purse's own unit. */
  readonly shares?: Readonly<Record<string, number>>;
  /** Asked for in a conversation about pictures, whose newest one its result becomes. */
  readonly inThread?: true;
  /** Asked for where nobody else is. */
  readonly inDirect?: true;
  /** Asked for in a place only for adults, by the platform's own mark. */
  readonly ageRestricted?: true;
  /** Only its owner may see the result. */
  readonly private: boolean;
  /** Where its owner showed a private result to everybody. */
  readonly shared?: SharedCopy;
  /** The platform's own id of the event that asked for it. */
  readonly eventId: string;
  /** Where the result goes; any process of the platform can deliver from it. */
  readonly delivery: DeliveryHandle;
  readonly request: AcceptedRequest;
  readonly createdAt: number;
  /** The process that works on it. */
  readonly workerId: string;
  /** The W3C `traceparent` of the request that made it: what every process says that works on it. */
  readonly trace?: string;
  /** Where an earlier job led to this one: its id and what was pressed. */
  readonly parent?: {
    readonly jobId: string;
    readonly by: string;
    /** Which of its pictures was picked, from 0. */
    readonly picture?: number;
  };

  readonly references?: readonly StoredPicture[];
  readonly mask?: StoredPicture;
  /** What the mask marks: in words, and how it was read. */
  readonly maskWords?: string;
  /** The source with the part that may change tinted. */
  readonly overlay?: StoredPicture;
  /** The source without any loss, for what must stay as it is. */
  readonly original?: StoredPicture;
  /** The references, small, on one sheet. */
  readonly sheet?: StoredPicture;
  /** What its calls brought so far, by their numbers: kept at once, so that no restart loses or repeats what is paid. */
  readonly finished?: Readonly<Record<string, KeptCall>>;
  readonly plan?: Plan;
  readonly queuedAt?: number;
  readonly startedAt?: number;
  /** Set just before the provider is called: from here on a lost answer is an unknown outcome. */
  readonly sentAt?: number;
  /** The provider's own names for its tasks, where it gives them: by the number of the call, from 0. */
  readonly taskIds?: Readonly<Record<string, string>>;
  /** How many pictures each call that was sent asked for, by its number; without those that the provider provably did not take. */
  readonly sent?: Readonly<Record<string, number>>;
  /** The same on another model, where the planned one did not take the request; its tasks are that model's from then on. */
  readonly elsewhere?: Plan;
  /** When it began to wait for the person's yes to the price. */
  readonly confirmingAt?: number;
  /** When the person was shown the question whether to pay the price. */
  readonly askedAt?: number;
  /** When the person said yes to the price. */
  readonly confirmedAt?: number;
  /** It may cost no more credits than these: the price was told before. */
  readonly atMost?: number;
  /** Somebody may have asked to cancel it; whoever works on it makes nothing of it then. */
  readonly cancelRequestedAt?: number;
  /** It runs as far as its provider goes, and waits for a process that goes on with it: whoever took it up may not be who runs it. */
  readonly waitsAgain?: true;
  /** What the tenant's rules about content made of it. */
  readonly content?: JobContent;
  readonly result?: JobResult;
  readonly failure?: Failure;
  readonly finishedAt?: number;
  /** When the person was shown the end of it, whatever it was. */
  readonly deliveredAt?: number;
  /** How often a platform failed to show the end, and when it is asked again. */
  readonly deliveryTries?: number;
  readonly deliverAgainAt?: number;
  /** Somebody removed its message while it was on its way: nobody is shown anything of it any more. */
  readonly goneAt?: number;
  readonly deletedAt?: number;
}

/** What rules about content look at: the words before anything is held, what a model wrote to be drawn, the pictures before they are shown. */
export type ContentStage = 'prompt' | 'scene' | 'pictures';

export interface JobContent {
  /** Its pictures are hidden until somebody opens them. */
  readonly spoiler?: true;
  /** Its pictures are looked at before anybody sees them, so no unfinished one is shown either. */
  readonly unseen?: true;
  /** What a rule says beside the result. */
  readonly warnings?: readonly Text[];
  /** A rule refused it, and nobody has looked at that yet: its person may ask the moderators to. */
  readonly appeal?: true;
  /** Since when it waits for a moderator, and what for. */
  readonly waits?: { readonly since: number; readonly stage: ContentStage };
  /** What was made and waits: neither shown nor charged, and nobody's result yet. */
  readonly held?: JobResult;
  /** What a moderator looked at and let pass. */
  readonly allowed?: readonly ContentStage[];
}

export interface SharedCopy {
  readonly delivery: DeliveryHandle;
  /** When it began; `shownAt` says that everybody could see it. */
  readonly at: number;
  readonly shownAt?: number;
}

/** What one call of a job brought, looked at, worked on and kept. */
export interface KeptCall {
  readonly pictures: readonly StoredPicture[];
  /** How many pictures the answer had, whole or not. */
  readonly came: number;
  /** Whole pictures that the model made: what is charged. A sheet of four is one. */
  readonly whole: number;
  /** Those of them that were meant to be sheets of four and were none. */
  readonly unsplit?: number;
  /** 0 to 1, see `JobResult.changedOutside`. */
  readonly changedOutside?: number;
  readonly warnings: readonly Text[];
  /** What came beside the pictures. */
  readonly answer: {
    readonly text?: string;
    readonly revisedPrompt?: string;
    readonly usage?: Usage;
    /** Millionths of a US dollar, where the provider says it itself. */
    readonly costUsdMicros?: number;
    readonly providerRequestId?: string;
    readonly seed?: number;
  };
}

/** JSON that the platform wrote and alone understands. */
export type DeliveryHandle = { readonly platform: string } & Readonly<Record<string, HandleValue>>;

type HandleValue = string | number | boolean | null | { readonly [name: string]: HandleValue };

/** A picture as the platform offers it; nothing is downloaded yet. JSON, so that a restarted process can still fetch it. */
export interface ImageRef {
  /** What the platform fetches it by. */
  readonly key: string;
  readonly filename: string;
  /** Declared by the sender and never trusted. */
  readonly declaredBytes?: number;
  /** The key is one of our own blob store, for example a result that is edited further. */
  readonly kept?: true;
  /** A mask that was painted on a page and is read already: our own grey form of it, of the picture it was painted on. */
  readonly painted?: true;
}

/** The request as it came in, before anything was fetched or decided. */
export interface AcceptedRequest {
  readonly command: 'imagine' | 'edit' | 'avatar';
  readonly prompt: string;
  /** The words of an earlier request: they stand for nothing but themselves, braces and all. */
  readonly literal?: boolean;
  /** The person's own usual model: used where it can do this, where no other is named. */
  readonly usualModel?: string;
  /** Only of an avatar. */
  readonly avatar?: AvatarBrief;
  readonly options: RequestOptions;
  readonly images: readonly ImageRef[];
  readonly mask?: ImageRef;
  readonly instructions: readonly string[];
  /** What was corrected or chosen for the person before the plan, for them to see. */
  readonly notes?: readonly Text[];
  /** Of a program, which reads the format it asked for and no other. */
  readonly formatBinds?: true;
  /** Of a program: who of its own people asked, in its words. Providers are told no more than a pseudonym of it. */
  readonly endUser?: string;
}

export interface JobResult {
  readonly pictures: readonly StoredPicture[];
  /** What each picture was made from, where that differs. */
  readonly captions?: readonly string[];
  /** All pictures, small, on one sheet, where there are many. */
  readonly sheet?: StoredPicture;
  /** How much of what had to stay the model had changed, 0 to 1 of its pixels, before Easel put it back. */
  readonly changedOutside?: number;
  /** The plan by which they were made, where the first model did not take the request. */
  readonly plan?: Plan;
  /** Sheets of four that were split. */
  readonly split?: number;
  /** The job that made the very same pictures before, where nothing was made anew. */
  readonly sameAs?: string;
  /** Credits charged for these pictures. */
  readonly charged: number;
  readonly text?: string;
  readonly revisedPrompt?: string;
  readonly warnings: readonly Text[];
  /** Millionths of a US dollar. */
  readonly costUsdMicros?: number;
  readonly usage?: Usage;
  readonly providerRequestId?: string;
  readonly seed?: number;
  /** From the call to the last byte. */
  readonly durationMs: number;
}

const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  accepted: ['confirming', 'reviewing', 'queued', 'failed', 'canceled'],
  confirming: ['accepted', 'failed', 'canceled'],
  reviewing: ['accepted', 'delivering', 'failed', 'canceled'],
  queued: ['running', 'failed', 'canceled'],
  running: ['queued', 'reviewing', 'delivering', 'failed', 'canceled', 'outcome-unknown'],
  delivering: ['succeeded'],
  succeeded: [],
  failed: [],
  canceled: [],
  'outcome-unknown': [],
};

/**
 * Whether a state may follow another: see DESIGN's diagram. `confirming` waits for the person's yes to a price and then goes on as accepted;
 * `reviewing` waits for a moderator's, before it is made or before it is shown;
 * `running -> queued` is for a process that died before it sent anything. */
export const canMove = (from: JobState, to: JobState): boolean => NEXT[from].includes(to);

/** Nothing more will be made; the person may still have to be told. */
export const isFinal = (state: JobState): boolean => NEXT[state].length === 0;

/** Others in its tenant could see it too: what was asked for in private, or alone with Easel, is its person's affair. */
export const isOpen = ({ private: isPrivate, inDirect }: Pick<Job, 'private' | 'inDirect'>): boolean =>
  !isPrivate && inDirect === undefined;

/** Moves a job on; `undefined` where its state forbids it, for example because somebody else moved it first. */
export function move(job: Job, to: JobState, more: Partial<Job> = {}): Job | undefined {
  return canMove(job.state, to) && fitsReview(job, to) ? { ...job, ...more, state: to } : undefined;
}

/** After a moderator's yes what was made is shown, and never made again; what was not is made. */
function fitsReview({ state, content }: Job, to: JobState): boolean {
  if (state !== 'reviewing' || (to !== 'delivering' && to !== 'accepted')) return true;
  return (content?.held !== undefined) === (to === 'delivering');
}

/** What the words of B10 call the state. */
export function statusWord(state: JobState): 'pending' | 'processing' | 'success' | 'failed' | 'canceled' {
  if (state === 'accepted' || state === 'confirming' || state === 'reviewing' || state === 'queued') return 'pending';
  if (state === 'running' || state === 'delivering') return 'processing';
  return state === 'succeeded' ? 'success' : state === 'canceled' ? 'canceled' : 'failed';
}
