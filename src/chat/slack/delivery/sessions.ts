import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { SlackRecord } from './records.ts';

/** Whether people in a thread are talking to Easel. */
export interface Sessions {
  /** Easel was named, or showed a result, within the last half hour: plain words there are meant for it. */
  isFresh(channelId: string, threadTs: string): Promise<boolean>;
  touch(channelId: string, threadTs: string): Promise<void>;
}

const FRESH_MS = 30 * 60_000;
/** Written down so seldom at most. */
const STEP_MS = 60_000;

export function createSessions({ records, clock }: { records: Documents<SlackRecord>; clock: Clock }): Sessions {
  return {
    async isFresh(channelId, threadTs) {
      const record = await records.get(keyOf(channelId, threadTs));
      return record?.kind === 'thread' && clock.now() - record.at < FRESH_MS;
    },

    async touch(channelId, threadTs) {
      const at = clock.now();
      await records.update(keyOf(channelId, threadTs), (current) =>
        current?.kind === 'thread' && at - current.at < STEP_MS ? current : { kind: 'thread', at },
      );
    },
  };
}

const keyOf = (channelId: string, threadTs: string): string => `thread:${channelId}:${threadTs}`;
