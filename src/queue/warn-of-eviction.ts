import type { Redis } from 'ioredis';
import type { Log } from '#src/ports/log.ts';

/**
 * Says so where Redis throws keys away when memory is short: what ends by itself, such as a process' word that it lives or a place that is
 * kept, would end early, and other policies take the line itself. The records lose nothing by that. Never rejects.
 */
export async function warnOfEviction(redis: Pick<Redis, 'info'>, log: Log): Promise<void> {
  // Hosted servers often do not tell.
  const told = await redis.info('memory').catch(() => '');
  const policy = /^maxmemory_policy:(\S+)/m.exec(told)?.[1] ?? 'noeviction';
  if (policy !== 'noeviction')
    log.warn(
      { policy },
      'Redis may throw parts of the queue away when memory is short. Set "maxmemory-policy noeviction"',
    );
}
