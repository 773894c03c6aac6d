import type { Entry } from '#src/domain/account.ts';
import type { ErrorCode } from '#src/domain/error-details.ts';
import type { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { tenantMoney } from '#src/domain/rules/standing.ts';
import type { UsageLines } from './usage-lines.ts';
import type { UsageLine } from './usage-tally.ts';

/** Refusals that rules decide, not the world: those a change of the policy could have spared. */
const BY_RULE: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'paused',
  'blocked-person',
  'place-quiet',
  'rule-forbids',
  'no-model-allowed',
  'too-fast',
  'too-many-jobs',
  'budget-spent',
  'not-enough-credits',
  'content-rule',
  'content-blocked',
]);

/** Writes down what requests came to. */
export function createNoteUsage(lines: Pick<UsageLines, 'write'>) {
  return { entries, refusal };

  /** What the journal tells: at the money of a tenant every paid request has one entry. Repeatable. */
  async function entries(accountId: string, written: readonly Entry[]): Promise<void> {
    if (!accountId.startsWith(MONEY)) return;
    const tenantId = accountId.slice(MONEY.length);
    for (const entry of written) {
      const line = lineOf(entry);
      if (line) await lines.write(tenantId, entry.id, line);
    }
  }

  /** A request that a rule refused; any other error is none. Repeatable. */
  async function refusal(job: Job, { code }: Pick<EaselError, 'code'>): Promise<void> {
    if (!BY_RULE.has(code)) return;
    const { plan } = job;
    await lines.write(job.tenantId, `refused-${job.id}`, {
      at: job.createdAt,
      jobId: job.id,
      personId: job.personId,
      channelId: job.parentId ?? job.placeId,
      ...(plan && {
        modelId: plan.modelId,
        mode: plan.mode,
        ...(plan.options.quality && { quality: plan.options.quality }),
      }),
      pictures: 0,
      credits: plan?.price.total ?? 0,
      usdMicros: plan?.price.estimateUsdMicros ?? 0,
      refused: code,
    });
  }
}

export type NoteUsage = ReturnType<typeof createNoteUsage>;

const MONEY = tenantMoney('');

function lineOf({ kind, at, amount, jobId, about }: Entry): UsageLine | undefined {
  if (kind !== 'settled' || jobId === undefined || about?.personId === undefined) return undefined;
  return {
    at,
    jobId,
    personId: about.personId,
    channelId: about.placeId ?? '',
    ...(about.modelId !== undefined && { modelId: about.modelId }),
    ...(about.mode !== undefined && { mode: about.mode }),
    ...(about.quality !== undefined && { quality: about.quality }),
    pictures: about.pictures ?? 0,
    credits: about.credits ?? 0,
    usdMicros: about.usdMicros ?? amount,
  };
}
