import { count } from '#src/domain/error-texts.ts';
import { isFinal, type Job } from '#src/domain/job.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { type Finding, finding } from './doctor-finding.ts';

const NAMED = 3;
/** What ended a moment ago is just being paid. */
const PAYING_MS = 600_000;

export interface HoldParts {
  readonly ledger: Pick<CreditLedger, 'accounts'>;
  readonly jobs: Pick<JobStore, 'get'>;
  readonly now: () => number;
}

/** Looks for what is on hold for a job that is gone, or has ended: nobody would ever pay it or give it back. */
export async function checkHolds({ ledger, jobs, now }: HoldParts): Promise<Finding> {
  return finding('holds', async () => {
    const orphans: string[] = [];
    let holds = 0;
    for await (const [accountId, account] of ledger.accounts())
      for (const jobId of Object.keys(account.holds)) {
        holds += 1;
        const why = whyForsaken(await jobs.get(jobId), now());
        if (why) orphans.push(`${jobId} at ${accountId} (${why})`);
      }
    if (orphans.length > 0) throw new Error(saysOrphans(orphans));
    return holds === 0 ? 'nothing is on hold' : `${count(holds)} on hold, each for a job that is under way`;
  });
}

function whyForsaken(job: Job | undefined, now: number): string | undefined {
  if (!job) return 'no such job';
  return isFinal(job.state) && (job.finishedAt ?? job.createdAt) + PAYING_MS < now ? `it is ${job.state}` : undefined;
}

function saysOrphans(orphans: readonly string[]): string {
  const more = orphans.length > NAMED ? ` and ${count(orphans.length - NAMED)} more` : '';
  return `On hold for jobs that are not under way: ${orphans.slice(0, NAMED).join(', ')}${more}.`;
}
