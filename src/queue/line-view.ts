import type { Clock } from '#src/ports/clock.ts';
import type { QueuePlace } from '#src/ports/job-queue.ts';
import type { Log } from '#src/ports/log.ts';
import { createAtAPace } from './at-a-pace.ts';
import { forecast } from './forecast.ts';
import { createPlaces } from './places.ts';
import { type RedisLine, type Seen, waitingIn } from './redis-line.ts';
import type { Bounds } from './turns.ts';

export interface LineViewParts {
  readonly line: Pick<RedisLine, 'see'>;
  readonly bounds: Bounds;
  readonly clock: Clock;
  readonly log: Log;
  /** Whether this process runs a job. */
  readonly isRunning: (jobId: string) => boolean;
}

type Listener = (jobId: string, place: QueuePlace | undefined) => void;

/** However often the line changes, it is read no more often than this. */
const PAUSE_MS = 100;

/** The line of all processes as this one last saw it, and who wants to hear of it. */
export function createLineView({ line, bounds, clock, log, isRunning }: LineViewParts) {
  let seen: Seen = { line: [], running: [] };
  /** Added here, and waiting when last seen. */
  const added = new Set<string>();
  const listeners = new Set<{ readonly call: Listener }>();
  const now = () => clock.now();
  const outlook = () => forecast({ ...seen, bounds, now: now(), notBefore: 0, staggerMs: 0 });
  const places = createPlaces({ forecast: outlook, now });
  const reading = createAtAPace(readQuietly, { clock, pauseMs: PAUSE_MS });

  async function read(): Promise<void> {
    const known = [...added];
    seen = await line.see();
    places.changed();
    tellGone(known);
  }

  async function readQuietly(): Promise<void> {
    await read().catch((err: unknown) => log.debug({ err }, 'The line could not be read'));
  }

  /** Who waits no more is shown by whoever runs it. */
  function tellGone(known: readonly string[]): void {
    const waiting = new Set(waitingIn(seen).map(({ jobId }) => jobId));
    for (const jobId of known.filter((id) => !waiting.has(id))) {
      added.delete(jobId);
      if (!isRunning(jobId)) for (const { call } of [...listeners]) call(jobId, undefined);
    }
  }

  return {
    changed: reading.due,
    stop: reading.stop,
    added: (jobId: string): void => void added.add(jobId),
    async place(jobId: string): Promise<QueuePlace | undefined> {
      await read();
      return places.of(jobId);
    },
    listen(call: Listener): () => void {
      const listener = { call };
      listeners.add(listener);
      const leave = places.listen(call);
      return () => {
        listeners.delete(listener);
        leave();
      };
    },
    counts: () => ({ waiting: waitingIn(seen).length, running: seen.running.length }),
  };
}
