import type { Batch, BatchItem } from '#src/domain/batches/batch.ts';
import type { LinkCode, LinkGroup, LinkRecord } from '#src/domain/link.ts';
import type { PersonSettings } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Case } from './content/case.ts';
import type { CaseWork } from './content/case-decisions.ts';
import type { ContentRecord } from './content/person-record.ts';
import type { DutyRecord } from './duties.ts';
import type { StoredKey } from './keys/api-key.ts';
import type { StoredKeyRate } from './keys/key-rates.ts';
import type { StoredReplay } from './keys/replays.ts';
import type { LeftBlobs } from './lasting-removal.ts';
import type { MenuPictures } from './menu-pictures.ts';
import type { Pass } from './page-passes.ts';
import type { PassHolder } from './pass-holders.ts';
import type { Press } from './press-once.ts';
import type { Forgetting } from './privacy/forget-person.ts';
import type { Decision, UnfinishedGrant } from './rules/decisions.ts';
import type { StoredRevision } from './rules/policy-book.ts';
import type { StoredRate } from './rules/rates.ts';
import type { Member, StoredPolicy } from './rules/standings.ts';
import type { StoredSwitch } from './rules/switches.ts';
import type { UsageDay } from './rules/usage-days.ts';
import type { UsageMarks } from './rules/usage-lines.ts';
import type { UsageLine } from './rules/usage-tally.ts';
import type { SeededResult } from './seeded-results.ts';
import type { StoredTemplates } from './templates/template-shelf.ts';
import type { ThreadPictures } from './thread-record.ts';
import type { TypicalTime } from './typical-times.ts';
import type { WorkerRecord } from './workers.ts';

/** What the use cases keep beside jobs and credits. */
export interface AppDocuments {
  readonly settings: Documents<PersonSettings>;
  /** By account, and by tenant: `guild:`. */
  readonly templates: Documents<StoredTemplates>;
  /** By account and batch: lists of prompts that are made line by line. */
  readonly batches: Documents<Batch>;
  /** By batch and line. */
  readonly batchItems: Documents<BatchItem>;
  /** Which job a button's random name belongs to. */
  readonly tokens: Documents<{ readonly jobId: string }>;
  readonly presses: Documents<Press>;
  readonly typicalTimes: Documents<TypicalTime>;
  readonly workers: Documents<WorkerRecord>;
  /** By name: what one process does for all. */
  readonly duties: Documents<DutyRecord>;
  /** Which job made what a seeded request asks for. */
  readonly seeded: Documents<SeededResult>;
  /** What each conversation about pictures is about, and what it calls its results. */
  readonly threads: Documents<ThreadPictures>;
  /** Pictures that somebody picked for a form they have not sent yet. */
  readonly menus: Documents<MenuPictures>;
  /** By tenant. */
  readonly policies: Documents<StoredPolicy>;
  /** By tenant and number: `guild/000017`. */
  readonly policyRevisions: Documents<StoredRevision>;
  /** By tenant and case. */
  readonly cases: Documents<Case>;
  /** By tenant and case: decisions that are being carried out. */
  readonly caseWork: Documents<CaseWork>;
  /** By tenant and person: how often rules about content refused something, without words. */
  readonly contentRecords: Documents<ContentRecord>;
  /** By account: who asked to be forgotten and is not wholly yet. */
  readonly forgetting: Documents<Forgetting>;
  /** By tenant and person. */
  readonly members: Documents<Member>;
  /** By tenant; `*` is for all. */
  readonly switches: Documents<StoredSwitch>;
  /** What accounts know of being linked. */
  readonly links: Documents<LinkRecord>;
  readonly linkGroups: Documents<LinkGroup>;
  /** By a name that the code cannot be read from. */
  readonly linkCodes: Documents<LinkCode>;
  /** Who asked for something in the last minute: by tenant and person, and by tenant. */
  readonly rates: Documents<StoredRate>;
  /** What whoever runs Easel, or moderators, were told, and when. */
  readonly notices: Documents<{ readonly at: number }>;
  /** What moderators did beside changing the policy, by tenant and month. */
  readonly decisions: Documents<Decision>;
  /** Those of them that not everybody has yet who was meant, by the same names. */
  readonly unfinishedGrants: Documents<UnfinishedGrant>;
  /** What requests came to, by tenant and time. */
  readonly usageLines: Documents<UsageLine>;
  /** The same, by tenant and person. */
  readonly usageOfPeople: Documents<UsageLine>;
  /** How far they were added up, by tenant. */
  readonly usageMarks: Documents<UsageMarks>;
  /** Days added up, by tenant, channel and date. */
  readonly usageDays: Documents<UsageDay>;
  /** Keys of the HTTP API, by name. */
  readonly apiKeys: Documents<StoredKey>;
  /** How many requests of a minute were given out, by the name of the key. */
  readonly apiRates: Documents<StoredKeyRate>;
  /** Requests with an Idempotency-Key, by a name that it cannot be read from. */
  readonly apiReplays: Documents<StoredReplay>;
  /** By how their keys begin: pictures that could not be removed yet. */
  readonly leftBlobs: Documents<LeftBlobs>;
  /** What opens pages outside the chat. */
  readonly passes: Documents<Pass>;
  readonly passHolders: Documents<PassHolder>;
}

/** @param of opens one set of documents by its name. */
export const openDocuments = (of: <T>(namespace: string) => Documents<T>): AppDocuments => ({
  settings: of('settings'),
  templates: of('templates'),
  batches: of('batches'),
  batchItems: of('batch-items'),
  tokens: of('tokens'),
  presses: of('presses'),
  typicalTimes: of('typical-times'),
  workers: of('workers'),
  duties: of('duties'),
  seeded: of('seeded'),
  threads: of('threads'),
  menus: of('menus'),
  policies: of('policies'),
  policyRevisions: of('policy-revisions'),
  cases: of('cases'),
  caseWork: of('case-work'),
  contentRecords: of('content-records'),
  forgetting: of('forgetting'),
  members: of('members'),
  switches: of('switches'),
  links: of('links'),
  linkGroups: of('link-groups'),
  linkCodes: of('link-codes'),
  rates: of('rates'),
  notices: of('notices'),
  decisions: of('decisions'),
  unfinishedGrants: of('unfinished-grants'),
  usageLines: of('usage-lines'),
  usageOfPeople: of('usage-of-people'),
  usageMarks: of('usage-marks'),
  usageDays: of('usage-days'),
  apiKeys: of('api-keys'),
  apiRates: of('api-rates'),
  apiReplays: of('api-replays'),
  leftBlobs: of('left-blobs'),
  passes: of('passes'),
  passHolders: of('pass-holders'),
});
