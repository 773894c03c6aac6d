import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';

/** Somebody's decision that nothing new is made. */
export interface Pause {
  /** The moderator's id, or that of whoever runs Easel. */
  readonly by: string;
  readonly at: number;
  readonly reason: string;
  /** What runs and waits is canceled too; else it ends by itself. */
  readonly cancelRunning: boolean;
}

/** The switch of one tenant, or of all. */
export interface StoredSwitch {
  readonly paused?: Pause;
}

/** A pause in force; `everywhere`: of the whole installation. */
export interface PauseInForce extends Pause {
  readonly everywhere: boolean;
}

/** The name of the switch over all tenants; no tenant is called so. */
export const EVERYWHERE = '*';

/** Stops new calls of providers: of one tenant, or of all. Read from the store at every question, so that it counts on every process. */
export interface Switches {
  /** @throws {EaselError} `store-unavailable`: nobody knows then, so nothing is made. */
  isPaused(tenantId: string): Promise<PauseInForce | undefined>;
  /** @throws {EaselError} `paused`, with the reason; `store-unavailable`. */
  check(tenantId: string): Promise<void>;
  /** @param where a tenant, or `EVERYWHERE`. Pausing again replaces who, why and whether what runs is canceled. */
  pause(where: string, why: Omit<Pause, 'at'>): Promise<Pause>;
  /** @returns whether it was paused. */
  resume(where: string): Promise<boolean>;
}

export function createSwitches({
  switches,
  clock,
}: {
  readonly switches: Documents<StoredSwitch>;
  readonly clock: Clock;
}): Switches {
  return { isPaused, check, pause, resume };

  async function isPaused(tenantId: string): Promise<PauseInForce | undefined> {
    const [all, own] = await Promise.all([switches.get(EVERYWHERE), switches.get(tenantId)]);
    if (all?.paused) return { ...all.paused, everywhere: true };
    return own?.paused && { ...own.paused, everywhere: false };
  }

  async function check(tenantId: string): Promise<void> {
    const pause = await isPaused(tenantId);
    if (pause) throw pausedError(pause);
  }

  async function pause(where: string, why: Omit<Pause, 'at'>): Promise<Pause> {
    const paused = { ...why, at: clock.now() };
    await switches.update(where, () => ({ paused }));
    return paused;
  }

  async function resume(where: string): Promise<boolean> {
    let wasPaused = false;
    await switches.update(where, (current) => {
      wasPaused = current?.paused !== undefined;
      return wasPaused ? {} : current;
    });
    return wasPaused;
  }
}

/** What members are told. */
export const pausedError = ({ everywhere, reason }: PauseInForce): EaselError =>
  new EaselError('paused', { everywhere, ...(reason.trim() && { reason }) });
