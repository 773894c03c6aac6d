import { credits } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type Job, move } from '#src/domain/job.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { QuestionCard } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { toCard } from './card-picture.ts';
import { planOf } from './run-job.ts';
import { actionOf } from './tokens.ts';

/** Whether a person has to say yes to the price first: where one request stands for many pictures, and wherever moderators want it. */
export function needsConfirmation(
  plan: Plan,
  { credits, asksEvery }: Pick<Standing, 'credits' | 'asksEvery'>,
): boolean {
  const isBatch = plan.prompts !== undefined || plan.base !== undefined;
  return (isBatch || asksEvery) && plan.price.total > credits.confirmAbove;
}

/** The question before a batch: what it would make, and what that costs. */
export function questionCard(job: Job, { balance, blobs }: { balance: Balance; blobs: BlobStore }): QuestionCard {
  const plan = planOf(job);
  const prompts = plan.prompts?.length ?? 1;
  const pictures = expectedPictures(plan);
  const facts: [string, string][] = [
    ['Pictures', prompts > 1 ? `${pictures}, of ${prompts} prompts` : String(pictures)],
    ['Model', plan.modelId],
    ['Cost', credits(plan.price.total)],
    ['Left before', `${balance.available} of ${balance.allowance}`],
  ];
  return {
    jobId: job.id,
    prompt: job.request.prompt,
    facts: facts.map(([label, value]) => ({ label, value: text(value) })),
    warnings: [...tooFew(plan, balance), ...plan.warnings],
    ...(job.overlay && {
      picture: { ...toCard(job.overlay, 'mask', { blobs }), alt: 'The part that will change, tinted' },
    }),
    actions: [
      actionOf(job, 'confirm', `Make ${pictures} for ${credits(plan.price.total)}`),
      actionOf(job, 'cancel', 'Cancel'),
    ],
  };
}

/** Better told now than after the yes. */
const tooFew = ({ price }: Plan, { available, moreAt }: Balance): readonly Text[] =>
  price.total <= available
    ? []
    : [
        text(
          `You have ${credits(available)}, too few for this. Ask for less, or wait until more come at `,
          { time: moreAt },
          '.',
        ),
      ];

/**
 * Takes the person's yes. Only the first one counts.
 * @throws {EaselError} `not-found` where nothing waits for it any more.
 */
export async function confirmed(
  job: Job,
  workerId: string,
  { jobs, clock }: { jobs: JobStore; clock: Clock },
): Promise<Job> {
  const going = await jobs.update(job.id, (current) =>
    current.state === 'confirming' ? move(current, 'accepted', { confirmedAt: clock.now(), workerId }) : undefined,
  );
  if (!going) throw new EaselError('not-found', { what: 'What this asks about' });
  return going;
}
