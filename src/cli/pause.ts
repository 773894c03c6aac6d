import { EVERYWHERE } from '#src/app/rules/switches.ts';
import type { Config } from '#src/config/config.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { createPinoLog } from '#src/pino-log.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { noteSwitch, OPERATOR } from './note-switch.ts';

export interface PauseFlags {
  readonly reason: string;
  readonly cancel?: boolean;
  readonly tenant?: string;
}

/** Stops new calls of providers, on every process that shares the store. */
export function pauseEasel(config: Config, { reason, cancel = false, tenant }: PauseFlags): Promise<ExitCode> {
  return withSwitches(config, async (easel) => {
    const { at } = await easel.switches.pause(tenant ?? EVERYWHERE, { by: OPERATOR, reason, cancelRunning: cancel });
    await noteSwitch(easel, tenant ?? EVERYWHERE, { at, kind: 'pause', reason });
    const running = cancel ? 'What runs or waits is canceled' : 'What runs ends by itself, and what waits is refused';
    console.log(`Paused ${placeOf(tenant)}. Nothing new is sent to a provider. ${running}; nobody is charged for it.`);
    return EXIT.done;
  });
}

/** Lets Easel work again. */
export function resumeEasel(config: Config, { tenant }: Pick<PauseFlags, 'tenant'>): Promise<ExitCode> {
  return withSwitches(config, async (easel) => {
    const wasPaused = await easel.switches.resume(tenant ?? EVERYWHERE);
    if (wasPaused) await noteSwitch(easel, tenant ?? EVERYWHERE, { at: Date.now(), kind: 'resume', reason: '' });
    console.log(wasPaused ? `Resumed ${placeOf(tenant)}.` : `Nothing to do: ${placeOf(tenant)} was not paused.`);
    return EXIT.done;
  });
}

const placeOf = (tenant: string | undefined): string => tenant ?? 'everywhere';

async function withSwitches(config: Config, use: (easel: Easel) => Promise<ExitCode>): Promise<ExitCode> {
  if (config.databaseUrl === 'memory://') {
    console.error(
      'The store is in the memory of the server, which no other process sees. Send SIGUSR2 to the server instead.',
    );
    return EXIT.usage;
  }
  await openDataFolder(config.dataDir);
  const easel = await openEasel(config, { routes: new Map(), log: createPinoLog('silent') });
  try {
    return await use(easel);
  } finally {
    await easel.close();
  }
}
