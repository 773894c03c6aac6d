import type { Route } from '#src/app/route.ts';
import type { StoredPolicy } from '#src/app/rules/standings.ts';
import { isForGood } from '#src/app/until-seen.ts';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';

export interface ReachParts {
  readonly routes: ReadonlyMap<string, Route>;
  readonly policies: Documents<StoredPolicy>;
  readonly notices: Documents<{ readonly at: number }>;
  readonly clock: Clock;
  readonly log: Log;
}

interface Somewhere {
  readonly platform: string;
  readonly tenantId: string;
}

export type Reach = ReturnType<typeof createReach>;

/** Says what nobody asked for: to the moderators in their log channel, or to one person alone. Never throws. */
export function createReach({ routes, policies, notices, clock, log }: ReachParts) {
  return { toLog, toPerson, again, logTroubleAt };

  /** @returns the message, or `undefined` where there is no log channel or nothing can be shown there. */
  async function toLog({ platform, tenantId }: Somewhere, answer: Answer): Promise<DeliveryHandle | undefined> {
    const channelId = (await policies.get(tenantId))?.policy.logChannel;
    if (channelId === undefined) return undefined;
    const shown = await quietly('Nothing can be shown in the log channel', async () => {
      const route = routes.get(platform);
      const handle = await route?.reach?.({ tenantId, channelId });
      if (handle) await route?.delivery(handle).answer(answer);
      return handle;
    });
    await noteTrouble(tenantId, shown === undefined);
    return shown;
  }

  /** When nothing could be shown in the log channel, if that was the last time it was tried. */
  async function logTroubleAt(tenantId: string): Promise<number | undefined> {
    return (await notices.get(troubleOf(tenantId)))?.at;
  }

  async function noteTrouble(tenantId: string, isTrouble: boolean): Promise<void> {
    const at = clock.now();
    await notices.update(troubleOf(tenantId), () => (isTrouble ? { at } : undefined));
  }

  /** @returns whether they were told. */
  async function toPerson(
    { platform, tenantId, personId }: Somewhere & { readonly personId: string },
    answer: Answer,
  ): Promise<boolean> {
    const told = await quietly('A person cannot be told directly', async () => {
      const route = routes.get(platform);
      const handle = await route?.reach?.({ tenantId, personId });
      if (handle) await route?.delivery(handle).answer(answer);
      return handle !== undefined;
    });
    return told === true;
  }

  /** Shows something in the place of what a message showed. @returns whether nothing of before is shown any more: it was changed, or its place is gone for good. */
  async function again(platform: string, handle: DeliveryHandle, answer: Answer): Promise<boolean> {
    const route = routes.get(platform);
    const shown = await quietly('A message cannot be changed', async () => {
      await route
        ?.delivery(handle)
        .answer(answer)
        .catch((thrown: unknown) => {
          if (!isForGood(thrown)) throw thrown;
        });
      return true;
    });
    return shown === true;
  }

  async function quietly<T>(what: string, work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      log.warn({ err: error }, what);
      return undefined;
    }
  }
}

const troubleOf = (tenantId: string): string => `log-channel ${tenantId}`;
