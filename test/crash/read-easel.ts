import { loadConfig } from '#src/config/load-config.ts';
import { type Easel, openEasel } from '#src/main.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/** What a process that was killed left behind in its folder, or in the store that more variables name. */
export async function readEasel<T>(
  folder: string,
  read: (easel: Easel) => Promise<T>,
  variables: Readonly<Record<string, string>> = {},
): Promise<T> {
  const config = loadConfig({ env: { EASEL_DATA_DIR: folder, ...variables, LOG_LEVEL: 'silent' }, cwd: folder });
  const easel = await openEasel(config, { routes: new Map(), log: createSilentLog() });
  try {
    return await read(easel);
  } finally {
    await easel.close();
  }
}
