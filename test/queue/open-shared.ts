import { onTestFinished } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { JobQueue } from '#src/ports/job-queue.ts';
import { createSharedQueue } from '#src/queue/shared-queue.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

let processes = 0;

/** A corner of Redis, and queues of as many processes over it as a test asks for. */
export function openCorner({ perPerson, perProvider }: { readonly perPerson: number; readonly perProvider: number }) {
  const url = realRedis.corner();
  onTestFinished(() => realRedis.forget(url));
  return {
    url,
    join(): JobQueue {
      const queue = createSharedQueue({
        url,
        processId: `p${processes++}`,
        clock: createSystemClock(),
        log: createSilentLog(),
        perPerson,
        perProvider: () => perProvider,
      });
      onTestFinished(() => queue.close());
      return queue;
    },
  };
}
