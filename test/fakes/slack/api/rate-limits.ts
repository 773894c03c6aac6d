import type { Clock } from '#src/ports/clock.ts';

/** Calls a minute, by method, workspace and application, as Slack's tiers have them. */
const TIERS: Readonly<Record<string, number>> = {
  'chat.postMessage': 60,
  'chat.update': 50,
  'chat.delete': 50,
  'chat.postEphemeral': 100,
  'conversations.open': 50,
  'conversations.info': 50,
  'files.getUploadURLExternal': 100,
  'files.completeUploadExternal': 100,
  'files.info': 100,
  'files.delete': 50,
  'users.info': 100,
  'usergroups.users.list': 20,
  'views.open': 100,
  'views.update': 100,
  'views.publish': 100,
};

export interface RateLimits {
  /** From now on so many calls a minute of one method in each workspace. */
  limit(method: string, perMinute: number): void;
  /** Seconds to wait where it is one call too many. */
  take(method: string, workspaceId: string): number | undefined;
}

const MINUTE_MS = 60_000;

export function createRateLimits(clock: Clock, withTiers: boolean): RateLimits {
  const limits = new Map<string, number>(withTiers ? Object.entries(TIERS) : []);
  const calls = new Map<string, number[]>();
  return {
    limit: (method, perMinute) => void limits.set(method, perMinute),
    take(method, workspaceId) {
      const most = limits.get(method);
      if (most === undefined) return undefined;
      const key = `${workspaceId} ${method}`;
      const recent = (calls.get(key) ?? []).filter((at) => at > clock.now() - MINUTE_MS);
      const isTooMany = recent.length >= most;
      calls.set(key, isTooMany ? recent : [...recent, clock.now()]);
      const oldest = recent[0] ?? clock.now();
      return isTooMany ? Math.max(1, Math.ceil((oldest + MINUTE_MS - clock.now()) / 1000)) : undefined;
    },
  };
}
