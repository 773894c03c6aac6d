import { EVERYWHERE } from '#src/app/rules/switches.ts';
import type { Config } from '#src/config/config.ts';
import type { Easel } from '#src/main.ts';
import { startEasel } from '#src/start.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { startScreen } from './start-screen.ts';
import { toggleOnSignal } from './toggle-on-signal.ts';
import { untilStopped } from './until-stopped.ts';

/** Runs the server until it is asked to end; running jobs get their time, waiting ones are taken up by the next start. */
export async function runServer(config: Config): Promise<ExitCode> {
  const stopped = untilStopped();
  await openDataFolder(config.dataDir);
  const running = await startEasel(config);
  const ignoreSignal = toggleOnSignal(running.easel);
  console.log(startScreen(config, running.url, running.easel.catalogue, await running.faces()));
  await sayPause(running.easel);
  await stopped;
  ignoreSignal();
  const { running: active, waiting } = running.easel.queue.counts();
  if (active + waiting > 0)
    console.log(`Stopping: ${active} running, ${waiting} waiting. What is not done is taken up at the next start.`);
  await running.stop(config.drainSeconds * 1000);
  return EXIT.done;
}

/** A pause outlives the process it was made in, and whoever starts Easel should not have to wonder. */
async function sayPause({ switches, log }: Easel): Promise<void> {
  const pause = await switches.isPaused(EVERYWHERE).catch((error: unknown) => {
    log.error({ err: error }, 'The switches could not be read');
  });
  if (pause) console.log('Easel is paused everywhere: nothing is sent to a provider. easel resume ends that.');
}
