import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import type { Job } from '#src/domain/job.ts';

/** Every point of a job's life that leaves a trace, in order. */
export const LABELS = [
  'accepted',
  'held',
  'queued',
  'running',
  'sent',
  'answered',
  'stored',
  'delivering',
  'settled',
  'posted',
  'succeeded',
] as const;

export type Label = (typeof LABELS)[number];

/**
 * Told when a point is passed; it may never return.
 * @param stored what is still on its way to the disk then: it gets there by itself where nothing follows.
 */
export type Reached = (label: Label, stored?: Promise<unknown>) => Promise<void>;

/** Wraps each part so that it reports when a point is passed. */
export function labelled(parts: Parts, reached: Reached): Parts {
  const { jobs, ledger, blobs, modelOf, documents } = parts;
  const { typicalTimes } = documents;
  let stored: Promise<unknown> = Promise.resolve();
  return {
    ...parts,
    jobs: {
      ...jobs,
      later(jobId, change) {
        const storing = jobs.later(jobId, change);
        stored = storing;
        return storing;
      },
      async create(job) {
        const created = await jobs.create(job);
        await reached('accepted');
        return created;
      },
      async update(jobId, change) {
        const job = await jobs.update(jobId, change);
        if (job) await reached(labelOf(job));
        return job;
      },
    },
    ledger: {
      ...ledger,
      async hold(...hold) {
        const answer = await ledger.hold(...hold);
        await reached('held');
        return answer;
      },
      async settle(...settle) {
        await ledger.settle(...settle);
        await reached('settled');
      },
    },
    blobs: {
      ...blobs,
      async put(key, bytes) {
        await blobs.put(key, bytes);
        if (/\/\d+\.\w+$/.test(key)) await reached('stored');
      },
    },
    documents: {
      ...documents,
      typicalTimes: {
        ...typicalTimes,
        // Asked for before a job gets its place in the line.
        async get(modelId) {
          await reached('queued', stored);
          return typicalTimes.get(modelId);
        },
      },
    },
    async modelOf(modelId) {
      await reached('running', stored);
      const model = await modelOf(modelId);
      return {
        ...model,
        async generate(request, run) {
          const generated = await model.generate(request, run);
          await reached('answered');
          return generated;
        },
      };
    },
    routes: new Map([...parts.routes].map(([id, route]) => [id, labelledRoute(route, reached)])),
  };
}

function labelOf({ state, sentAt }: Job): Label {
  if (state === 'running') return sentAt === undefined ? 'running' : 'sent';
  return LABELS.find((label) => label === state) ?? 'succeeded';
}

/** A route that is not among the parts yet. */
export function labelledRoute<R extends Route>(route: R, reached: Reached): R {
  return {
    ...route,
    delivery(handle) {
      const delivery = route.delivery(handle);
      return {
        ...delivery,
        async finish(card) {
          await delivery.finish(card);
          await reached('posted');
        },
      };
    },
  };
}
