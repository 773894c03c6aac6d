import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { createSilence } from './silence.ts';

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
/** Of a container with our host name, most likely an earlier life of ours; and of a process that lost its lock at the queue. In beats. */
const SILENCE_NEARBY = 3;
/** A process of another machine counts as dead after this silence. In beats. */
const SILENCE = 10;
/** The record of one that is dead is removed after so many beats: until then it tells nothing, and after that it would only be read. */
const FORGOTTEN = 30;

/** Who is alone listens no more often than after so many beats. */
const RESTS = 4;

interface WorkersParts {
  readonly records: Documents<WorkerRecord>;
  readonly worker: WorkerIdentity;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Knows which processes live. On one machine the operating system tells at once, so that a restart after a crash loses no time;
 * between machines a heartbeat has to do. Silence is counted in beats of our own: see `silence.ts`.
 */
export function createWorkers({ records, worker, clock, log }: WorkersParts): Workers {
  const silence = createSilence();
  const listen = createListening({ records, worker, silence, isDead });
  let timer: { stop(): void } | undefined;
  let beating = Promise.resolve();
  let hasLeft = false;

  const { host, pidSpace, pid } = worker;

  async function beat(): Promise<void> {
    await records.update(worker.id, () => ({ host, pidSpace, pid, beatAt: clock.now() }));
    await listen();
  }

  /** One after the other, so that a store that is slow is not asked twice at once. */
  function keepBeating(): void {
    if (hasLeft) return;
    timer = clock.after(BEAT_MS, () => {
      beating = beat().catch((error: unknown) => {
        silence.unsure();
        log.warn({ err: error }, 'The heartbeat could not be stored');
      });
      void beating.then(keepBeating);
    });
  }

  function isDead(id: string, other: WorkerRecord, how?: 'silent'): boolean {
    const silent = silence.of(id, other.beatAt);
    if (other.host !== host) return silent >= (how === 'silent' ? SILENCE_NEARBY : SILENCE);
    if (other.pidSpace !== pidSpace) return silent >= SILENCE_NEARBY;
    // In a container every process may be number 1: our own number on somebody else's record is an earlier life of ours.
    return other.pid === pid || !worker.isAlive(other.pid) || silent >= SILENCE;
  }

  return {
    async join() {
      await beat();
      keepBeating();
    },

    async leave() {
      hasLeft = true;
      timer?.stop();
      // A beat that is under way would bring the record back.
      await beating;
      await records.remove(worker.id);
    },

    async isGone(workerId, how) {
      if (workerId === worker.id) return false;
      const record = await records.get(workerId);
      return record === undefined || isDead(workerId, record, how);
    },
  };
}

interface ListeningParts extends Pick<WorkersParts, 'records' | 'worker'> {
  readonly silence: ReturnType<typeof createSilence>;
  readonly isDead: (id: string, record: WorkerRecord) => boolean;
}

/** Hears, with each beat of ours, who else has beaten. */
function createListening({ records, worker, silence, isDead }: ListeningParts) {
  let rest = 0;

  return async function listen(): Promise<void> {
    if (rest-- > 0) return;
    const others = new Map<string, WorkerRecord>();
    for await (const [id, record] of records.list()) if (id !== worker.id) others.set(id, record);
    silence.heard(others);
    rest = others.size > 0 ? 0 : RESTS;
    for (const [id, record] of others)
      if (silence.of(id, record.beatAt) >= FORGOTTEN && isDead(id, record)) await forget(id, record);
  };

  /** Unless it speaks up in this moment. */
  async function forget(id: string, { beatAt }: WorkerRecord): Promise<void> {
    await records.update(id, (current) => (current?.beatAt === beatAt ? undefined : current));
  }
}
