import type { Config } from '#src/config/config.ts';
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
  await stopped;
  ignoreSignal();
  const { running: active, waiting } = running.easel.queue.counts();
  if (active + waiting > 0)
    console.log(`Stopping: ${active} running, ${waiting} waiting. What is not done is taken up at the next start.`);
  await running.stop(config.drainSeconds * 1000);
  return EXIT.done;
}
