import { existsSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { parentPort, workerData } from 'node:worker_threads';
import { JOBS } from './store-file.ts';

/** Looks into a store that another process writes, and kills that process as soon as so many jobs have come so far. */
export interface WatchWish {
  readonly file: string;
  readonly pid: number;
  /** Of a job's record, as SQL. */
  readonly isThere: string;
  /** So many jobs are accepted by then. */
  readonly jobs: number;
}

const EVERY_MS = 1;
const { file, pid, isThere, jobs }: WatchWish = workerData;
const nap = new Int32Array(new SharedArrayBuffer(4));
while (!existsSync(file)) Atomics.wait(nap, 0, 0, EVERY_MS);
const database = new DatabaseSync(file, { readOnly: true, timeout: 1000 });
const look = database.prepare(`SELECT count(*) AS accepted, count(*) FILTER (WHERE ${isThere}) AS there FROM ${JOBS}`);
let isDue = false;
while (!isDue) {
  Atomics.wait(nap, 0, 0, EVERY_MS);
  const { accepted, there } = look.get() ?? {};
  isDue = Number(accepted) >= jobs && Number(there) > 0;
}
process.kill(pid, 'SIGKILL');
database.close();
parentPort?.postMessage('killed');
