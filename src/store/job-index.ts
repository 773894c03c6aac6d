import type { Job } from '#src/domain/job.ts';
import type { JobList } from '#src/ports/job-store.ts';

/** An entry of a list of jobs: which job, and under which event the job document lies. */
export interface Listed {
  readonly jobId: string;
  readonly event: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Its lines, which hold words and must not outlive it. */
  readonly lines?: readonly string[];
}

/** Under which name the job document lies: its event's, so that storing it once for the event is one atomic step. */
export const eventOf = ({ platform, eventId }: Job): string => `${part(platform)}/${part(eventId)}`;

export const listed = (job: Job): Listed => ({
  jobId: job.id,
  event: eventOf(job),
  createdAt: job.createdAt,
  lines: lineIds(job),
});

/** Where the event of a job is found by the job's id. */
export const byId = (jobId: string): string => `id/${part(jobId)}`;

/** Jobs that are not over yet, oldest first. */
export const OPEN = 'open/';
export const openEntry = (job: Listed): string => `${OPEN}${upwards(job.createdAt)}/${part(job.jobId)}`;

/** All jobs, oldest first. */
export const CREATED = 'created/';
const createdEntry = (job: Listed): string => `${CREATED}${upwards(job.createdAt)}/${part(job.jobId)}`;

/** One account's jobs, newest first. */
export const ofAccount = (accountId: string): string => `account/${part(accountId)}/`;
const accountEntry = ({ accountId, createdAt, id }: Job): string =>
  `${ofAccount(accountId)}${downwards(createdAt)}/${part(id)}`;

/** Every place where a job is listed. */
export function entriesOf(job: Job): readonly string[] {
  const entry = listed(job);
  return [byId(job.id), openEntry(entry), createdEntry(entry), accountEntry(job)];
}

/** Where the lines of an account or of a tenant stand, newest first. */
export const linesOf = (list: JobList): string =>
  'accountId' in list ? `person/${part(list.accountId)}/` : `tenant/${part(list.tenantId)}/`;

/** Behind everything that was made at that time or later. `0` is the sign next to the slash. */
export const lineBefore = (time: number): string => `${downwards(time)}0`;

/** The line of an account, and the line of a tenant. */
export function lineIds(job: Job): readonly [own: string, tenants: string] {
  const { accountId, tenantId, createdAt, id } = job;
  const position = `${downwards(createdAt)}/${part(id)}`;
  return [`${linesOf({ accountId })}${position}`, `${linesOf({ tenantId })}${position}`];
}

/** The last moment of jobs created until then, for going on there. */
export const createdUntil = (time: number): string => `${CREATED}${upwards(time)}`;

/** Ids sort as text. 15 digits hold every time until the year 33,658. */
const DIGITS = 15;
const upwards = (time: number): string => String(Math.trunc(time)).padStart(DIGITS, '0');
const downwards = (time: number): string => upwards(10 ** DIGITS - 1 - Math.trunc(time));

/** One part of an id; no name can contain the slash that ends it. */
const part = (name: string): string => encodeURIComponent(name);
