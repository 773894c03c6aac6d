import type { QueuePlace } from '#src/ports/job-queue.ts';
import type { ExpectedStart } from './forecast.ts';

type Listener = (jobId: string, place: QueuePlace) => void;

/** A start expected this much earlier or later than last told is news, in milliseconds. */
const NEWS_MS = 1000;

/** The place of the `index`-th start to come. */
export const placeOf = ({ at }: ExpectedStart, index: number, now: number): QueuePlace => ({
  position: index + 1,
  etaMs: Math.max(0, Math.round(at - now)),
});

/**
 * Tells listeners about places that changed. However often the line changes within one turn of the event loop, it is looked at
 * once: a restart that takes up two hundred jobs makes one forecast, not two hundred.
 */
export function createPlaceNews({ forecast, now }: { forecast: () => readonly ExpectedStart[]; now: () => number }) {
  const listeners = new Set<{ readonly call: Listener }>();
  let told: ReadonlyMap<string, { readonly index: number; readonly at: number }> = new Map();
  let planned = false;

  function tell(): void {
    planned = false;
    if (listeners.size === 0) return;
    const starts = forecast();
    const before = told;
    const isNews = ({ jobId, at }: ExpectedStart, index: number) => {
      const last = before.get(jobId);
      return !last || last.index !== index || Math.abs(last.at - at) >= NEWS_MS;
    };
    const news = starts.map((start, index) => ({ start, index, fresh: isNews(start, index) }));
    told = new Map(
      news.map(({ start, index, fresh }) => [
        start.jobId,
        // What is not told is measured against what was, or many small delays would never add up to news.
        fresh ? { index, at: start.at } : (before.get(start.jobId) ?? { index, at: start.at }),
      ]),
    );
    for (const { start, index, fresh } of news) {
      if (fresh) for (const { call } of [...listeners]) call(start.jobId, placeOf(start, index, now()));
    }
  }

  return {
    changed(): void {
      if (planned) return;
      planned = true;
      setImmediate(tell);
    },
    listen(call: Listener): () => void {
      const listener = { call };
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
