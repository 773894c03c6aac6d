import { setTimeout as sleep } from 'node:timers/promises';
import { EVERYWHERE } from '#src/app/rules/switches.ts';
import type { Config } from '#src/config/config.ts';
import { ConfigError } from '#src/config/config-error.ts';
import { checkRole, type Role } from '#src/config/roles.ts';
import type { Easel } from '#src/main.ts';
import { openKeys } from '#src/open-keys.ts';
import { type Running, type StartHow, startEasel } from '#src/start.ts';
import { isMoved, refuseMovedStore } from '#src/store/moved-store.ts';
import { openStorage, refuseUnfitStore } from '#src/store/open-storage.ts';
import { whoMayCall } from './api-state.ts';
import { openDataFolder } from './data-folder.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { startScreen } from './start-screen.ts';
import { toggleOnSignal } from './toggle-on-signal.ts';
import { untilStopped } from './until-stopped.ts';

/** How long a start may still take once it is asked to end: it waits for a queue that cannot be reached as long as it takes. */
const STARTING_MS = 1000;

export interface StartFlags {
  readonly role?: Role;
  readonly shards?: readonly number[];
  readonly shardCount?: number;
}

/** Runs the server until it is asked to end; running jobs get their time, waiting ones are taken up by the next start. */
export async function runServer(config: Config, { role, shards, shardCount }: StartFlags): Promise<ExitCode> {
  if (role) checkRole(role, config);
  const stopped = untilStopped();
  await openDataFolder(config.dataDir);
  await refuseUnfitStore(config.databaseUrl);
  const starting = startEasel(config, { ...(role && { role }), ...shardsOf(shards, shardCount) });
  const running = await Promise.race([starting, stopped.then(() => sleep(STARTING_MS))]);
  if (!running) {
    console.log('Stopped before Easel was ready. What is not done is taken up at the next start.');
    return EXIT.done;
  }
  await stopWhereMoved(config, running);
  const ignoreSignal = toggleOnSignal(running.easel);
  const faces = { ...(await running.faces()), callers: whoMayCall(config, await keysOf(config, running.easel)) };
  if (role) console.log(`Easel is ready as ${role}: ${running.url}`);
  else console.log(startScreen(config, running.url, running.easel.catalogue, faces));
  await sayPause(running.easel);
  await stopped;
  ignoreSignal();
  const { running: active, waiting } = running.easel.queue.counts();
  if (active + waiting > 0)
    console.log(`Stopping: ${active} running, ${waiting} waiting. What is not done is taken up at the next start.`);
  await running.stop(config.drainSeconds * 1000);
  return EXIT.done;
}

/** A move that began while this process started may not have seen it: whoever comes to be seen looks once more. */
async function stopWhereMoved({ databaseUrl }: Config, running: Running): Promise<void> {
  const storage = openStorage(databaseUrl);
  try {
    await refuseMovedStore(storage);
  } catch (thrown) {
    if (!isMoved(thrown)) return;
    await running.stop(0);
    throw thrown;
  } finally {
    await storage.close();
  }
}

/** Without them discord.js asks Discord how many there are, and serves all. @throws {ConfigError} where one lacks the other. */
function shardsOf(ids: readonly number[] | undefined, count: number | undefined): Pick<StartHow, 'shards'> {
  if (ids === undefined && count === undefined) return {};
  if (ids === undefined || count === undefined || ids.some((id) => id >= count))
    throw new ConfigError(['--shards and --shard-count belong together, and each shard is less than their count.']);
  return { shards: { ids, count } };
}

/** What cannot be read just now is said by what fails of it. */
const keysOf = (config: Config, easel: Easel) =>
  openKeys(config, easel)
    .then((keys) => keys.list())
    .catch(() => []);

/** A pause outlives the process it was made in, and whoever starts Easel should not have to wonder. */
async function sayPause({ switches, log }: Easel): Promise<void> {
  const pause = await switches.isPaused(EVERYWHERE).catch((error: unknown) => {
    log.error({ err: error }, 'The switches could not be read');
  });
  if (pause) console.log('Easel is paused everywhere: nothing is sent to a provider. easel resume ends that.');
}
