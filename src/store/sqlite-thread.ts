import { getCompileCacheDir } from 'node:module';
import { dirname } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Message, Order, SqliteFailure, SqliteSettings } from './sqlite-order.ts';
import type { Kind, Results, Step } from './storage-steps.ts';
import { answerLost, storeFull, storeUnavailable } from './store-errors.ts';

/** A running thread. Orders are carried out in the order they are asked in, reads before others. */
export interface SqliteThread {
  /** @throws {EaselError} `store-unavailable` also where the thread ended meanwhile; then nobody knows whether it was done. */
  ask<K extends Kind>(step: Extract<Step, { kind: K }>, now: number): Promise<Results[K]>;
  /** Finishes what was asked, lets the file go and ends. */
  close(): Promise<void>;
}

interface Asked {
  readonly resolve: (result: Results[Kind]) => void;
  readonly reject: (error: unknown) => void;
}

export const startSqliteThread = (settings: SqliteSettings): Worker =>
  new Worker(new URL('./sqlite-worker.ts', import.meta.url), {
    name: 'sqlite',
    workerData: settings,
    env: compileCache(),
  });

/** Nothing of the process's environment; only where compiled code is kept, which halves the 50 ms that a thread takes to start. */
function compileCache(): Readonly<Record<string, string>> {
  const folder = getCompileCacheDir();
  // Node adds a folder for its own version.
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: dirname(folder) };
}

/**
 * Speaks with a thread. While it owes an answer the process does not end; when it owes none, it holds nothing up.
 * @param onEnd called when the thread ends, before what was asked of it fails.
 */
export function speakWith(worker: Worker, onEnd: () => void): SqliteThread {
  const asked = new Map<number, Asked>();
  const ended = Promise.withResolvers<void>();
  let outbox: Order[] = [];
  let lastId = 0;
  let isClosing = false;

  /** What is asked in one go is sent, and so committed, together. */
  function send(): void {
    if (outbox.length > 0) post(outbox);
    outbox = [];
  }

  const post = (message: Message): void => worker.postMessage(message);

  function settle(answers: readonly Answer[]): void {
    for (const answer of answers) {
      const waiting = asked.get(answer.id);
      asked.delete(answer.id);
      if ('failure' in answer) waiting?.reject(errorOf(answer.failure));
      else waiting?.resolve(answer.result);
    }
    if (asked.size === 0 && !isClosing) worker.unref();
  }

  function end(cause: unknown): void {
    onEnd();
    for (const { reject } of asked.values()) reject(answerLost(cause));
    asked.clear();
  }

  worker.unref();
  worker.on('message', settle);
  worker.on('error', end);
  worker.on('exit', (code) => {
    end(new Error(`The thread of the database ended with ${code}`));
    ended.resolve();
  });

  return {
    ask<K extends Kind>(step: Extract<Step, { kind: K }>, now: number) {
      lastId += 1;
      const id = lastId;
      if (asked.size === 0) worker.ref();
      if (outbox.length === 0) process.nextTick(send);
      outbox.push({ id, step, now });
      const answer = new Promise<Results[Kind]>((resolve, reject) => asked.set(id, { resolve, reject }));
      // The thread answers every kind of step with the result of its kind: `SqliteFile.run`.
      return answer as Promise<Results[K]>;
    },
    close() {
      isClosing = true;
      worker.ref();
      send();
      post('close');
      return ended.promise;
    },
  };
}

function errorOf({ cause, code, isFull }: SqliteFailure): unknown {
  const whole = code === undefined ? cause : Object.assign(cause, { code });
  return isFull ? storeFull(whole) : storeUnavailable(whole);
}
