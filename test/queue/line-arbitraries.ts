import fc from 'fast-check';
import type { QueuedJob } from '#src/ports/job-queue.ts';

/** Up to 24 jobs of up to 5 people at up to 3 providers, some of them in the background, in the order of their coming. */
export const someJobs: fc.Arbitrary<readonly QueuedJob[]> = fc
  .array(
    fc.record({
      personKey: fc.constantFrom('ada', 'ben', 'cleo', 'dan', 'eva'),
      tenantKey: fc.constantFrom('guild', 'studio'),
      provider: fc.constantFrom('openai', 'gemini', 'runware'),
      expectedMs: fc.integer({ min: 0, max: 5000 }),
      inBackground: fc.boolean(),
    }),
    { maxLength: 24 },
  )
  .map((jobs) =>
    jobs.map(({ inBackground, ...job }, index) => ({
      ...job,
      ...(inBackground && { inBackground }),
      jobId: `job-${index}`,
      modelId: `${job.provider}/model`,
    })),
  );

export const someBounds = fc
  .record({ perPerson: fc.integer({ min: 1, max: 3 }), perProvider: fc.integer({ min: 1, max: 4 }) })
  .map(({ perPerson, perProvider }) => ({ perPerson, perProvider: () => perProvider }));

/** The most that ever ran at once of one key. */
export function mostAtOnce(
  runs: readonly { readonly job: QueuedJob; readonly from: number; readonly to: number }[],
  keyOf: (job: QueuedJob) => string,
): number {
  const overlapping = runs.map(
    ({ job, from }) =>
      runs.filter((other) => keyOf(other.job) === keyOf(job) && other.from <= from && other.to > from).length,
  );
  return Math.max(0, ...overlapping);
}
