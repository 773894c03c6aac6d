import type { Entry } from '#src/domain/account.ts';
import type { Chart } from '#src/domain/chart.ts';
import type { AcceptedRequest, ImageRef, Job } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Answer, CardPicture, FormField } from './cards.ts';
import type { ContentDesk } from './content-desk.ts';
import type { Balance } from './credit-ledger.ts';
import type { Gallery } from './gallery.ts';
import type { Linking } from './linking.ts';
import type { Moderation } from './moderation.ts';
import type { Privacy } from './privacy.ts';
import type { TemplateDesk } from './templates.ts';

/** What people can say to the bot, defined once for every platform. */
export interface Command {
  /** Of a subcommand both words, such as `quota set`. */
  readonly name: string;
  /** One line, under 100 characters: it is shown while people type. */
  readonly description: string;
  readonly who: 'everyone' | 'moderators';
  /** Whether the first answer is for everybody in the place or only for who asked. */
  readonly visibility: 'public' | 'private';
  /** What is filled in first comes first. A place without room for all leaves some out, none of which is required. */
  readonly options: Readonly<Record<string, Option>>;
  /** The options its form asks for, in this order, besides those it needs or was given; without it all. */
  readonly form?: readonly string[];
  /**
   * What its form asks for, where that has to be looked up first; nothing where nothing is missing. It has to be quick: until the
   * form is there nobody was told that the request arrived.
   */
  readonly asks?: (look: CommandLook, options: Options) => Promise<readonly FormField[]>;
  /** Where platforms have menus at messages and people: on `picture` a form asks what to do with the pictures of a message. */
  readonly menu?: { readonly on: 'picture' | 'person'; readonly label: string };
  run(context: CommandContext, options: Options): Promise<void>;
}

export type Option =
  | {
      readonly kind: 'text';
      readonly about: string;
      readonly required?: boolean;
      readonly max?: number;
      readonly complete?: Completion;
    }
  | {
      readonly kind: 'integer';
      readonly about: string;
      readonly min: number;
      readonly max: number;
      readonly required?: boolean;
    }
  | { readonly kind: 'choice'; readonly about: string; readonly of: readonly string[] }
  | { readonly kind: 'flag'; readonly about: string }
  /** Somebody, a role or user group, or a channel of the place; the value is the platform's own id of it. */
  | { readonly kind: 'person' | 'role' | 'channel'; readonly about: string; readonly required?: boolean }
  | { readonly kind: 'image'; readonly about: string; readonly required?: boolean; readonly many?: number };

/** What an option's value is completed from while people type. */
export type Completion = 'models' | 'aspects' | 'sizes' | 'qualities' | 'jobs' | 'templates' | 'commands';

/** The completions that need no look-up. */
export type KnownCompletion = Exclude<Completion, 'jobs' | 'templates'>;

/** The options as given; a platform has already turned words into numbers and flags where the option says so. */
export interface Options {
  text(name: string): string | undefined;
  /** What the place calls the person, role or channel of an option, where it tells. */
  called(name: string): string | undefined;
  integer(name: string): number | undefined;
  flag(name: string): boolean | undefined;
  images(name: string): readonly ImageRef[];
}

/** What a command may look at before it answers. */
export interface CommandLook {
  readonly templates: Pick<TemplateDesk, 'open'>;
}

export interface OfferedModels {
  readonly models: readonly ModelEntry[];
  readonly forbidden: number;
  readonly defaultModel: ModelEntry | undefined;
}

/** Everything a command may touch. Platforms, stores and providers stay behind it. */
export interface CommandContext {
  readonly personId: string;
  /** Where it was said; of a thread its channel. */
  readonly channelId: string;
  /** Epoch milliseconds, when it was said. */
  readonly now: number;
  /** Plans, holds, queues and delivers; answers the person itself, also when it refuses. */
  submit(request: AcceptedRequest, wishes?: SubmitWishes): Promise<void>;
  /** Answers at once, in the command's visibility. */
  answer(answer: Answer): Promise<void>;
  /**
   * Somebody's credits, without a name the person's own, newest entries first.
   * @throws {EaselError} `not-allowed` where they are another person's and no moderator asks.
   */
  credits(personId?: string): Promise<{ readonly balance: Balance; readonly entries: readonly Entry[] }>;
  /** The models that may be asked for here, how many more the rules forbid, and the one used where nobody names one. */
  models(): Promise<OfferedModels>;
  /** What was made, to be searched. */
  readonly gallery: Gallery;
  /** One of the person's own jobs; nobody else's. */
  job(jobId: string): Promise<Job | undefined>;
  /** What a job made, as it was made. */
  originals(job: Job): readonly CardPicture[];
  /** Cancels one of the person's own jobs, or the newest that is not finished. */
  cancel(jobId?: string): Promise<CancelOutcome>;
  settings(): Promise<PersonSettings>;
  /**
   * Changes some settings; `undefined` takes one away.
   * @throws {EaselError} where a value makes no sense.
   */
  changeSettings(
    change: { readonly [K in keyof PersonSettings]: PersonSettings[K] | undefined },
  ): Promise<PersonSettings>;
  /** The commands that this person may use, for the help. */
  commands(): readonly Command[];
  /** The person's own accounts elsewhere. */
  readonly link: Linking;
  /** What moderators decide and see. @throws {EaselError} `not-allowed` on every call where no moderator asks. */
  readonly moderation: Moderation;
  /** Cases, and what else moderators do about content. */
  readonly content: ContentDesk;
  /** Prompts with blanks, the person's and those shared in the tenant. */
  readonly templates: TemplateDesk;
  /** What Easel keeps of the person. */
  readonly privacy: Privacy;
  /** Draws a chart and keeps it for the answer. */
  chart(chart: Chart): Promise<CardPicture>;
}

export interface SubmitWishes {
  /** Only the person themselves may see the result. */
  readonly private?: boolean | undefined;
  /** Only says what would be done and what it would cost. */
  readonly dryRun?: boolean | undefined;
}

export type CancelOutcome = {
  readonly kind: 'canceled' | 'canceling' | 'too-late' | 'none' | 'not-yours';
  readonly jobId?: string;
};

/** What a person set once for all their requests; options given with a request win. */
export interface PersonSettings {
  readonly model?: string;
  readonly aspect?: string;
  readonly quality?: string;
  readonly format?: string;
}
