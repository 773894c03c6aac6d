import type { QueuePlace } from '#src/ports/job-queue.ts';
import type { ExpectedStart } from './forecast.ts';

type Listener = (jobId: string, place: QueuePlace | undefined) => void;

/** A forecast is used again for this long while nothing changes, in milliseconds. */
const FRESH_MS = 1000;

/**
 * The places of the waiting jobs, and who wants to hear of them. However often the line changes within one turn of the event
 * loop, listeners cause one look at it: a restart that takes up two hundred jobs makes one forecast, not two hundred.
 */
export function createPlaces({ forecast, now }: { forecast: () => readonly ExpectedStart[]; now: () => number }) {
  const listeners = new Set<{ readonly call: Listener }>();
  let known: { readonly at: number; readonly starts: readonly ExpectedStart[] } | undefined;
  let told: Told = new Map();
  let planned = false;

  function starts(): readonly ExpectedStart[] {
    if (!known || now() - known.at >= FRESH_MS) known = { at: now(), starts: forecast() };
    return known.starts;
  }

  function tell(): void {
    planned = false;
    if (listeners.size === 0) return;
    const news = compare(starts(), told);
    told = new Map(news.map(({ start, index, at }) => [start.jobId, { index, at }]));
    for (const { start, index, fresh } of news)
      if (fresh) for (const { call } of [...listeners]) call(start.jobId, placeOf(start, index, now()));
  }

  return {
    of(jobId: string): QueuePlace | undefined {
      const index = starts().findIndex((start) => start.jobId === jobId);
      const start = starts()[index];
      return start && placeOf(start, index, now());
    },
    listen(call: Listener): () => void {
      const listener = { call };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    /** The line or what runs is another now. */
    changed(): void {
      known = undefined;
      if (!planned) setImmediate(tell);
      planned = true;
    },
  };
}

/** By job: the start last told, in its order and in epoch milliseconds. */
type Told = ReadonlyMap<string, { readonly index: number; readonly at: number }>;

/** A start expected this much earlier or later than last told is news, in milliseconds. */
const NEWS_MS = 1000;

/** What has to be told, and the time each start is measured against next: small delays that are not told add up until they are. */
function compare(starts: readonly ExpectedStart[], told: Told) {
  return starts.map((start, index) => {
    const last = told.get(start.jobId);
    const fresh = !last || last.index !== index || Math.abs(last.at - start.at) >= NEWS_MS;
    return { start, index, fresh, at: fresh ? start.at : last.at };
  });
}

const placeOf = ({ at }: ExpectedStart, index: number, now: number): QueuePlace => ({
  position: index + 1,
  etaMs: Math.max(0, Math.round(at - now)),
});
