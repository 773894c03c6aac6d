import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';

/** This process. */
export interface WorkerIdentity {
  readonly id: string;
  readonly host: string;
  readonly pidSpace: string;
  readonly pid: number;
  /** Whether a process of this host is alive. */
  readonly isAlive: (pid: number) => boolean;
}

/** A process that works on jobs, as the others see it. */
export interface WorkerRecord {
  readonly host: string;
  /** The space its process number is counted in; containers may share a host name and still have one each. */
  readonly pidSpace: string;
  readonly pid: number;
  readonly beatAt: number;
}

export interface Workers {
  /** Announces this process and keeps saying that it lives, until `leave`. */
  join(): Promise<void>;
  /** After this the others may take up its jobs at once. */
  leave(): Promise<void>;
  /** Whether somebody else's jobs may be taken up; a shorter silence proves it of one that is `silent` at the queue as well. */
  isGone(workerId: string, how?: 'silent'): Promise<boolean>;
}

const BEAT_MS = 2000;
/** Of a container with our host name, most likely an earlier life of ours; and of a process that lost its lock at the queue. */
const SILENCE_NEARBY_MS = 6000;
/** A process of another machine counts as dead after this silence. */
const SILENCE_MS = 20_000;

/**
 * Knows which processes live. On one machine the operating system tells at once, so that a restart after a crash loses no time;
 * between machines a heartbeat has to do.
 */
export function createWorkers({
  records,
  worker,
  clock,
  log,
}: {
  records: Documents<WorkerRecord>;
  worker: WorkerIdentity;
  clock: Clock;
  log: Log;
}): Workers {
  let timer: { stop(): void } | undefined;

  const { host, pidSpace, pid } = worker;
  const beat = () => records.update(worker.id, () => ({ host, pidSpace, pid, beatAt: clock.now() }));

  function keepBeating(): void {
    timer = clock.after(BEAT_MS, () => {
      beat().catch((error: unknown) => log.warn({ err: error }, 'The heartbeat could not be stored'));
      keepBeating();
    });
  }

  function isDead(other: WorkerRecord, how?: 'silent'): boolean {
    const silentMs = clock.now() - other.beatAt;
    if (other.host !== host) return silentMs > (how === 'silent' ? SILENCE_NEARBY_MS : SILENCE_MS);
    if (other.pidSpace !== pidSpace) return silentMs > SILENCE_NEARBY_MS;
    // In a container every process may be number 1: our own number on somebody else's record is an earlier life of ours.
    return other.pid === pid || !worker.isAlive(other.pid) || silentMs > SILENCE_MS;
  }

  return {
    async join() {
      await beat();
      keepBeating();
    },

    async leave() {
      timer?.stop();
      await records.remove(worker.id);
    },

    async isGone(workerId, how) {
      if (workerId === worker.id) return false;
      const record = await records.get(workerId);
      return record === undefined || isDead(record, how);
    },
  };
}
