import { forgetBatches } from '#src/app/batches/forget-batches.ts';
import { forgetCases } from '#src/app/content/forget-cases.ts';
import { forgetPasses } from '#src/app/content/person-record.ts';
import type { Reach } from '#src/app/content/reach.ts';
import { createForgetJob } from '#src/app/forget-job.ts';
import type { JobLife } from '#src/app/job-life.ts';
import { forgetMenusOf } from '#src/app/menu-pictures.ts';
import type { PagePasses } from '#src/app/page-passes.ts';
import type { Parts } from '#src/app/parts.ts';
import { forgetUsageOf } from '#src/app/rules/forget-usage.ts';
import type { Links } from '#src/app/rules/links.ts';
import type { Purses } from '#src/app/rules/purses.ts';
import { forgetShownOf } from '#src/app/shown-pictures.ts';
import { forgetTemplates } from '#src/app/templates/person-templates.ts';
import { forgetThreads } from '#src/app/thread-pictures.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { Forgotten } from '#src/ports/privacy.ts';

export interface ForgetParts extends Parts {
  readonly life: JobLife;
  readonly links: Links;
  readonly purses: Purses;
  readonly passes: PagePasses;
  readonly content: { readonly reach: Reach };
}

/** Somebody who asked to be forgotten, until nothing of before that is left. */
export interface Forgetting {
  readonly tenantId: string;
  readonly personId: string;
  /** What they ask for later is theirs to keep. */
  readonly at: number;
  /** Everything but jobs is gone; what they set or linked since is theirs. */
  readonly recordsGone?: true;
}

/** What still runs ends within moments; after so many looks the sweep goes on with it. */
const LOOK_AGAIN_MS = 5000;
const LOOKS = 12;

export type ForgetPerson = ReturnType<typeof createForgetPerson>;

/** Forgets people who want that. Repeatable: whatever cannot be removed now is tried again, also by another process. */
export function createForgetPerson(parts: ForgetParts) {
  const { jobs, documents, clock, log } = parts;
  const tryToForget = createTryToForget(parts);
  return { forget, goOn };

  /** @throws {EaselError} `store-unavailable`; it is gone on with later where it had begun. */
  async function forget(person: Pick<Forgetting, 'tenantId' | 'personId'>, accountId: string): Promise<Forgotten> {
    const asked: Forgetting = { ...person, at: clock.now() };
    await documents.forgetting.update(accountId, () => asked);
    const forgotten = await forgetNow(accountId, asked);
    if (forgotten.running + forgotten.cases > 0) lookAgain(accountId, asked, LOOKS);
    return forgotten;
  }

  /** Goes on with everybody who is not forgotten wholly yet. */
  async function goOn(): Promise<void> {
    for await (const [accountId, asked] of documents.forgetting.list('')) await forgetNow(accountId, asked);
  }

  function lookAgain(accountId: string, asked: Forgetting, looks: number): void {
    if (looks === 0) return;
    clock.after(LOOK_AGAIN_MS, () => {
      forgetNow(accountId, asked)
        .then(({ running, cases }) => running + cases > 0 && lookAgain(accountId, asked, looks - 1))
        .catch((error: unknown) => log.error({ err: error }, 'A person could not be forgotten yet; it is tried again'));
    });
  }

  async function forgetNow(accountId: string, asked: Forgetting): Promise<Forgotten> {
    const own = (await jobs.byAccount(accountId, Number.MAX_SAFE_INTEGER)).filter(
      ({ createdAt }) => createdAt <= asked.at,
    );
    let running = 0;
    for (const job of own) if (!(await tryToForget(job))) running++;
    const cases = await forgetOwnCases(asked, parts);
    const known = await documents.forgetting.get(accountId);
    if (!known?.recordsGone) await forgetRecords(accountId, asked, parts);
    // Somebody who asked a second time meanwhile is not forgotten by the first.
    if (running + cases === 0)
      await documents.forgetting.update(accountId, (current) => (current?.at === asked.at ? undefined : current));
    else
      await documents.forgetting.update(accountId, (current) =>
        current?.at === asked.at ? { ...current, recordsGone: true } : current,
      );
    return { jobs: own.length - running, running, cases };
  }
}

/** @returns what forgets a job, and tells whether that is done: not while it runs, and not where its message cannot be removed. */
function createTryToForget(parts: ForgetParts) {
  const { jobs, clock, log, life } = parts;
  const forgetJob = createForgetJob(parts);

  return async function tryToForget(job: Job): Promise<boolean> {
    if (!isFinal(job.state)) await life.cancel(job);
    const ended = await jobs.update(job.id, (current) => ({ ...current, deletedAt: current.deletedAt ?? clock.now() }));
    if (!ended) return true;
    if (!isFinal(ended.state)) return false;
    try {
      await forgetJob(ended);
      return true;
    } catch (error) {
      log.warn({ jobId: job.id, err: error }, 'A job of somebody who wants to be forgotten could not be forgotten yet');
      return false;
    }
  };
}

const forgetOwnCases = ({ tenantId, personId, at }: Forgetting, { documents, content }: ForgetParts): Promise<number> =>
  forgetCases((one) => one.tenantId === tenantId && one.personId === personId && one.at <= at, tenantId, {
    cases: documents.cases,
    reach: content.reach,
  });

/** Everything but jobs and cases. Of credits the amounts stay, and of refusals how many there were: both without words. */
async function forgetRecords(
  accountId: string,
  { tenantId, personId, at }: Forgetting,
  parts: ForgetParts,
): Promise<void> {
  const { documents, ledger, links, passes, jobs, blobs, log } = parts;
  await documents.settings.remove(accountId);
  await forgetTemplates({ tenantId, personId }, documents.templates);
  await forgetBatches(({ createdAt }) => createdAt <= at, { tenantId, personId }, { documents, blobs });
  await passes.forget({ tenantId, personId });
  await forgetShownOf({ tenantId, personId }, parts);
  await forgetMenusOf(accountId, { menus: documents.menus, blobs });
  await forgetPasses(accountId, documents.contentRecords);
  // What was settled just now is told of behind it, and would come after the person is gone.
  await ledger.copied();
  await forgetUsageOf(documents, tenantId, personId);
  await forgetThreads({ threads: documents.threads, jobs });
  await links
    .forget({ tenantId, personId })
    .catch((error: unknown) => log.warn({ err: error }, 'Links of somebody who wants to be forgotten stay'));
  await documents.members.remove(accountId);
}
