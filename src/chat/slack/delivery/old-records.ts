import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackRecord } from './records.ts';

const HOUR_MS = 3_600_000;
/** Whoever shows an end tries for about a day. */
const OLD_MS = 48 * HOUR_MS;
/** What Easel showed without being asked, such as a case, is changed as long as somebody may still decide about it. */
const REACHED_OLD_MS = 90 * 24 * HOUR_MS;

interface Parts {
  readonly records: Documents<SlackRecord>;
  readonly clock: Clock;
  readonly log: Log;
}

/** Forgets what no deletion of a job takes along: what was deleted, conversations that are over, and answers that belong to no job. */
export async function forgetOldRecords({ records, clock }: Omit<Parts, 'log'>): Promise<void> {
  for await (const [id, record] of records.list()) {
    const oldMs = record.kind === 'showing' && record.reached ? REACHED_OLD_MS : OLD_MS;
    const isOld = record.at < clock.now() - oldMs;
    if (isOld && isDone(record)) await records.remove(id);
  }
}

const isDone = (record: SlackRecord): boolean =>
  record.kind === 'thread' || (record.kind === 'showing' && (record.deleted || record.jobId === undefined));

/** Does so now and every hour, until it is stopped, which waits for what is under way. */
export function keepForgetting(parts: Parts): { stop(): Promise<void> } {
  let stopped = false;
  let timer: { stop(): void } | undefined;
  let looking = look();

  async function look(): Promise<void> {
    await forgetOldRecords(parts).catch((err: unknown) =>
      parts.log.warn({ err }, 'Old records of Slack could not be forgotten'),
    );
    if (stopped) return;
    timer = parts.clock.after(HOUR_MS, () => {
      looking = look();
    });
  }

  return {
    async stop() {
      stopped = true;
      timer?.stop();
      await looking;
    },
  };
}
