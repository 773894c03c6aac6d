import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectDiscord } from '#src/connect-discord.ts';
import { openEasel } from '#src/main.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { type Label, labelled, labelledRoute } from '../crash/labels.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/** The whole bot on Discord in a process of its own. It says where it is, and stands still at one point of a job's life. */
const [stopAt = ''] = process.argv.slice(2);

async function reached(label: Label | Before, stored?: Promise<unknown>): Promise<void> {
  if (label !== stopAt) return;
  await stored;
  process.stdout.write(`at ${label}\n`);
  await new Promise(() => setInterval(() => {}, 1000));
}

/** Before there is a job: the app has the request, without or with its acknowledgement. */
type Before = 'arrived' | 'acknowledged';

async function handle(request: IncomingRequest): Promise<void> {
  await reached('arrived');
  if (stopAt === 'acknowledged') await request.reply.ack('public');
  await reached('acknowledged');
  await easel.engine.handle(request);
}

const config = loadConfig({ env: process.env, cwd: process.cwd() });
const routes = new Map<string, Route>();
const easel = await openEasel(config, {
  routes,
  log: createSilentLog(),
  wrap: (parts) => ({ ...labelled(parts, reached), routes }),
});
if (!config.discord) throw new Error('It is told nothing of Discord.');
const platform = connectDiscord(config.discord, easel);
routes.set(platform.id, labelledRoute(platform, reached));
await easel.engine.start();
await platform.start(handle, easel.engine.gone);
process.stdout.write('started\n');
setInterval(() => {}, 1000);
