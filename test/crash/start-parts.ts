import type { Role } from '#src/config/roles.ts';
import type { StartedEasel } from './easel-process.ts';

/** Which process dies: the only one there is, or one of a gateway and two workers. */
export type Victim = 'everything' | 'gateway' | 'worker';

export interface StartedParts {
  readonly victim: StartedEasel;
  /** Starts another one in its place. */
  again(): Promise<StartedEasel>;
  /** Kills whatever lives. */
  kill(): Promise<void>;
}

/** The product in one process, or in three where one part of it is to die. */
export async function startParts(
  victim: Victim,
  start: (...args: readonly string[]) => Promise<StartedEasel>,
): Promise<StartedParts> {
  const all: StartedEasel[] = [];
  const begin = async (role?: Role) => {
    const started = await start(...(role ? ['--role', role] : []));
    all.push(started);
    return started;
  };
  const kill = async () => void (await Promise.all(all.map((one) => one.kill())));
  if (victim === 'everything') return { victim: await begin(), again: () => begin(), kill };
  const roles = await Promise.all([begin('gateway'), begin('worker'), begin('worker')]).catch(async (error) => {
    await kill();
    throw error;
  });
  return { victim: roles[victim === 'gateway' ? 0 : 1], again: () => begin(victim), kill };
}
