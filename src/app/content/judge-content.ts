import { COMMAND_LINE } from '#src/app/recover-jobs.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job, JobContent } from '#src/domain/job.ts';
import type { Limits } from '#src/domain/policy.ts';
import { type Fit, strictest } from '#src/domain/rules/content-rules.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Checked } from './ask-check.ts';
import type { Opening } from './case.ts';
import type { Cases } from './cases.ts';

export interface JudgeParts {
  readonly limits: Pick<Limits, 'waitingPerPerson'>;
  readonly jobs: JobStore;
  readonly cases: Cases;
  readonly clock: Clock;
}

/** Whoever has so many newer requests has waited long. */
const LOOKED_THROUGH = 100;

export type Judged = Pick<Opening, 'stage' | 'words' | 'wordsHash' | 'pictures'>;

/** What follows of the rules that fit: the strictest one decides. */
export function createJudge({ jobs, cases, limits, clock }: JudgeParts) {
  /** @throws {EaselError} `content-rule`; `too-many-jobs` where too many of the person's wait for a moderator already. */
  return async function judge(job: Job, { fits, warnings }: Checked, about: Judged): Promise<JobContent> {
    const worst = strictest(fits);
    const told = withWarnings(job.content ?? {}, [...warnings, ...warningsOf(fits)]);
    if (!worst || worst.action === 'warn') return told;
    if (worst.action === 'spoiler') return { ...told, spoiler: true };
    // A command line has nobody who could be told later.
    const action = worst.action === 'review' && !job.platform.startsWith(COMMAND_LINE) ? 'review' : 'block';
    if (action === 'review') await checkRoom(job);
    const blockedUntil = await cases.open(job, { ...about, action, fits });
    if (action === 'review') return { ...told, waits: { since: clock.now(), stage: about.stage } };
    await jobs.update(job.id, (current) => ({ ...current, content: { ...current.content, appeal: true } }));
    const until = blockedUntil === undefined ? {} : { blockedUntil };
    throw new EaselError('content-rule', { rule: worst.what, appeal: true, ...rewordable(about), ...until });
  };

  /** Moderators are not to be flooded by one person. */
  async function checkRoom({ id, accountId }: Job): Promise<void> {
    const { waitingPerPerson: limit } = limits;
    const latest = await jobs.byAccount(accountId, LOOKED_THROUGH);
    const waiting = latest.filter((job) => job.state === 'reviewing' && job.id !== id);
    if (waiting.length >= limit) throw new EaselError('too-many-jobs', { limit });
  }
}

/** Other words help against a rule about words alone. */
export const rewordable = ({ stage }: Pick<Opening, 'stage'>): { readonly reword?: false } =>
  stage === 'pictures' ? { reword: false } : {};

const warningsOf = (fits: readonly Fit[]): readonly Text[] =>
  fits
    .filter(({ action }) => action === 'warn')
    .map(({ what }) => text('A rule of the moderators here is about this: ', { plain: what }, '.'));

/** A job that is taken up again is told the same once. */
function withWarnings(content: JobContent, more: readonly Text[]): JobContent {
  const known = (content.warnings ?? []).map((one) => JSON.stringify(one));
  const fresh = more.filter((one) => !known.includes(JSON.stringify(one)));
  return fresh.length === 0 ? content : { ...content, warnings: [...(content.warnings ?? []), ...fresh] };
}
