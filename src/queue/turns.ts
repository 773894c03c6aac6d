import type { QueuedJob } from '#src/ports/job-queue.ts';

/**
 * Who waits, in the order of their turns. A person comes to the end of the line with their first waiting job and goes back to
 * the end with each start; who cannot start just now keeps their place, and others go past.
 */
export type Line = readonly Turn[];

export interface Turn {
  readonly personKey: string;
  /** Oldest first, what is in the background behind all others; never empty. */
  readonly jobs: readonly QueuedJob[];
}

/** How many may run at once, where a job's tenant does not say it otherwise; at least 1 each, for a bound of none would let a job wait for ever. */
export interface Bounds {
  readonly perPerson: number;
  readonly perProvider: (provider: string) => number;
}

/** Adds a job behind the person's others that are not less urgent, or brings the person to the end of the line. */
export function join(line: Line, job: QueuedJob): Line {
  const { personKey } = job;
  if (!line.some((turn) => turn.personKey === personKey)) return [...line, { personKey, jobs: [job] }];
  return line.map((turn) => (turn.personKey === personKey ? { personKey, jobs: added(turn.jobs, job) } : turn));
}

function added(jobs: readonly QueuedJob[], job: QueuedJob): readonly QueuedJob[] {
  const behind = job.inBackground ? -1 : jobs.findIndex(({ inBackground }) => inBackground);
  return behind < 0 ? [...jobs, job] : jobs.toSpliced(behind, 0, job);
}

/** Takes a job out that will not run; the person's place stays with their other jobs. */
export function leave(line: Line, { jobId, personKey }: QueuedJob): Line {
  return line.flatMap((turn) => (turn.personKey === personKey ? without(turn, jobId) : [turn]));
}

/** Takes a job out that starts; the person's turn is over, so their other jobs go to the end of the line. */
export function takeTurn(line: Line, { jobId, personKey }: QueuedJob): Line {
  const taken = line.find((turn) => turn.personKey === personKey);
  return [...line.filter((turn) => turn !== taken), ...(taken ? without(taken, jobId) : [])];
}

/**
 * Whose turn it is: the foremost job of the first person in line who runs fewer than they may, whose tenant does too and whose provider has room.
 * Within one person nothing overtakes, so a full provider holds that person's later jobs back too, but nobody else's.
 */
export function nextJob(line: Line, running: readonly QueuedJob[], { perPerson, perProvider }: Bounds) {
  const ofPerson = countBy(running, ({ personKey }) => personKey);
  const ofTenant = countBy(running, ({ tenantKey }) => tenantKey);
  const ofProvider = countBy(running, ({ provider }) => provider);
  const mayStart = ({ personKey, tenantKey, provider, bounds }: QueuedJob) =>
    !isFull(ofPerson.get(personKey), bounds?.perPerson ?? perPerson) &&
    !isFull(ofTenant.get(tenantKey), bounds?.perTenant ?? Number.POSITIVE_INFINITY) &&
    !isFull(ofProvider.get(provider), perProvider(provider));
  return line.find(({ jobs: [foremost] }) => foremost && mayStart(foremost))?.jobs[0];
}

/** Everybody's waiting jobs, person by person. */
export const waitingJobs = (line: Line): readonly QueuedJob[] => line.flatMap(({ jobs }) => jobs);

const isFull = (busy = 0, bound: number): boolean => busy >= Math.max(1, bound);

function without({ personKey, jobs }: Turn, jobId: string): readonly Turn[] {
  const others = jobs.filter((job) => job.jobId !== jobId);
  return others.length > 0 ? [{ personKey, jobs: others }] : [];
}

function countBy(jobs: readonly QueuedJob[], keyOf: (job: QueuedJob) => string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const job of jobs) counts.set(keyOf(job), (counts.get(keyOf(job)) ?? 0) + 1);
  return counts;
}
