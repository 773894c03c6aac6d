import { setTimeout as sleep } from 'node:timers/promises';
import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDiscord } from '#src/connect-discord.ts';
import { openEasel } from '#src/main.ts';
import type { Documents } from '#src/ports/documents.ts';

/** Easel on Discord over a store that answers late. To be forked: FOLDER LATE-MS; its settings come by the environment. */
const [folder = '', lateMs = '0'] = process.argv.slice(2);
const late = () => sleep(Number(lateMs));

const config = loadConfig({ env: process.env, cwd: folder });
if (!config.discord) throw new Error('Discord is not configured.');
const routes = new Map<string, Route>();
const easel = await openEasel(config, {
  routes,
  wrap: (parts) => ({
    ...parts,
    jobs: lately(parts.jobs),
    ledger: lately(parts.ledger),
    blobs: lately(parts.blobs),
    documents: {
      ...parts.documents,
      tokens: lately(parts.documents.tokens),
      presses: lately(parts.documents.presses),
      settings: lately(parts.documents.settings),
    },
  }),
});
const discord = connectDiscord(config.discord, {
  ...easel,
  documents: <T>(namespace: string): Documents<T> => lately(easel.documents<T>(namespace)),
});
routes.set(discord.id, discord);
await easel.engine.start();
await discord.start(easel.engine.handle, easel.engine.gone);

/** The same part, each of whose calls that can be waited for begins late. */
function lately<T extends object>(part: T): T {
  return new Proxy(part, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || name === 'list') return member;
      return async (...given: unknown[]) => {
        await late();
        return member.apply(target, given);
      };
    },
  });
}
