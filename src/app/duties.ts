import { asEaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Workers } from './workers.ts';

/** Who does something for all processes, and when it was done last. */
export interface DutyRecord {
  /** Who does it at this moment. */
  readonly by?: string;
  /** Epoch milliseconds: since when. */
  readonly since?: number;
  /** Who did it last, to its end. */
  readonly doneBy?: string;
  /** Epoch milliseconds: when that was. */
  readonly doneAt?: number;
}

export interface Duty {
  readonly name: string;
  /** How often it is to be done, over all processes. */
  readonly everyMs: number;
  readonly work: () => Promise<unknown>;
}

export interface DutiesParts {
  readonly records: Documents<DutyRecord>;
  readonly workers: Pick<Workers, 'isGone'>;
  readonly worker: { readonly id: string };
  readonly clock: Clock;
  readonly log: Log;
}

const LOOK_AGAIN_MS = 5000;
/** Whoever needs longer hangs, though its process lives. */
const LONGEST_MS = 3_600_000;

/**
 * What one process does for all of them, now and then. Each looks every few seconds whether it is due and takes it by one guarded change.
 * It is due again before its time where whoever did it last is gone: a start does not wait for an hour with what that one may have left.
 */
export function createDuties({ records, workers, worker, clock, log }: DutiesParts) {
  const timers = new Map<string, { stop(): void }>();
  let stopped = false;

  return {
    /** Looks at once, and every few seconds until all of it is stopped. */
    keep,
    stop(): void {
      stopped = true;
      for (const timer of timers.values()) timer.stop();
    },
  };

  function keep(duty: Duty): void {
    // Who did it has nobody to look after until it is due again.
    void look(duty)
      .then((isDone) => (isDone ? duty.everyMs : LOOK_AGAIN_MS))
      .catch((error: unknown) => {
        log.error({ duty: duty.name, err: asEaselError(error) }, 'A duty could not be done');
        return LOOK_AGAIN_MS;
      })
      .then((pauseMs) => {
        // What was under way when the process was asked to stop must not begin again.
        if (!stopped)
          timers.set(
            duty.name,
            clock.after(pauseMs, () => keep(duty)),
          );
      });
  }

  /** One that fails has had its turn; it says itself what went wrong. */
  async function look({ name, everyMs, work }: Duty): Promise<boolean> {
    const known = await records.get(name);
    if (!(await isFree(known)) || !(await isDue(known, everyMs))) return false;
    const since = clock.now();
    const mine = await records.update(name, (current) =>
      isSame(current, known) ? { ...current, by: worker.id, since } : current,
    );
    if (mine?.by !== worker.id) return false;
    await work().finally(() =>
      records.update(name, (current) =>
        current?.by === worker.id ? { doneBy: worker.id, doneAt: clock.now() } : current,
      ),
    );
    return true;
  }

  /** What we were doing ourselves is over: one look comes after the other. */
  async function isFree({ by, since = 0 }: DutyRecord = {}): Promise<boolean> {
    if (by === undefined || by === worker.id) return true;
    return Math.abs(clock.now() - since) > LONGEST_MS || workers.isGone(by);
  }

  async function isDue({ doneBy, doneAt }: DutyRecord = {}, everyMs: number): Promise<boolean> {
    if (doneBy === undefined || doneAt === undefined) return true;
    // A clock that was ahead once must not put it off for as long as that.
    return Math.abs(clock.now() - doneAt) >= everyMs || workers.isGone(doneBy);
  }
}

const isSame = (one: DutyRecord | undefined, other: DutyRecord | undefined): boolean =>
  one?.by === other?.by &&
  one?.since === other?.since &&
  one?.doneAt === other?.doneAt &&
  one?.doneBy === other?.doneBy;
