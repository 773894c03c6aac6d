import type { EaselError } from '#src/domain/errors.ts';
import type { CreditPolicy, Limits } from '#src/domain/policy.ts';
import type { InstallationPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { ContentCheck } from '#src/ports/content-check.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { ImageModel } from '#src/ports/image-model.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Metrics } from '#src/ports/metrics.ts';
import type { TextModel } from '#src/ports/text-model.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import type { Shelf } from './card-picture.ts';
import type { Content } from './content/content.ts';
import type { AppDocuments } from './documents.ts';
import type { Turns } from './keep-images.ts';
import type { PagePasses } from './page-passes.ts';
import type { Route } from './route.ts';
import type { Admit } from './rules/admit.ts';
import type { Links } from './rules/links.ts';
import type { Members } from './rules/members.ts';
import type { NoteUsage } from './rules/note-usage.ts';
import type { OperatorNotices, OperatorPlace, Space } from './rules/operator-notices.ts';
import type { Policies } from './rules/policies.ts';
import type { Purses } from './rules/purses.ts';
import type { Standings } from './rules/standings.ts';
import type { Switches } from './rules/switches.ts';
import type { UsageBook } from './rules/usage.ts';
import type { WorkerIdentity } from './workers.ts';

/** The same with what is made of it for all use cases. */
export interface WholeParts extends Parts {
  readonly standings: Standings;
  readonly purses: Purses;
  readonly links: Links;
  readonly usage: UsageBook;
  readonly noteUsage: NoteUsage;
  readonly policies: Policies;
  readonly switches: Switches;
  readonly members: Members;
  readonly admit: Admit;
  readonly operatorNotices: OperatorNotices;
  readonly content: Content;
  readonly passes: PagePasses;
}

/** Everything the use cases are made of. `main.ts` fills it once. */
export interface Parts extends Shelf {
  readonly catalogue: Catalogue;
  readonly modelOf: (modelId: string) => Promise<ImageModel>;
  /** What writes prompts; absent where none is configured. */
  readonly textModel?: () => Promise<TextModel>;
  /** What looks at words and pictures for tenants that want it; absent where no configured provider does. */
  readonly contentCheck?: () => Promise<ContentCheck>;
  readonly commands: readonly Command[];
  readonly routes: ReadonlyMap<string, Route>;
  readonly ledger: CreditLedger;
  readonly jobs: JobStore;
  readonly queue: JobQueue;
  readonly documents: AppDocuments;
  /** Only a few pictures are fetched and read at once. */
  readonly turns: Turns;
  readonly policy: CreditPolicy;
  readonly installation: InstallationPolicy;
  /** Where whoever runs Easel is told of what only they can mend; without it the log alone tells. */
  readonly operator?: OperatorPlace;
  /** Of the disk that pictures are kept on. */
  readonly freeSpace?: () => Promise<Space>;
  readonly limits: Limits;
  /** Standing instructions put before every prompt. */
  readonly standing?: string;
  readonly retentionMs: number;
  /** This process, as other processes see it. */
  readonly worker: WorkerIdentity;
  /**
   * The address of a page of Easel for people of a platform; `undefined` where they cannot reach this installation.
   * @param path begins with a slash.
   */
  readonly pageUrl: (path: string, platform: string) => string | undefined;
  /** A pseudonym of a person for providers' abuse reports. */
  readonly safetyIdOf: (accountId: string) => string;
  /** Told of a job that could not be brought to its end, because the store failed; recovery goes on with it. */
  readonly onJobLeft?: (jobId: string, error: EaselError) => void;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly tracing: Tracing;
}
