import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDiscord } from '../test/fakes/discord/discord.ts';
import { realRedis } from '../test/fakes/real-stores.ts';
import { untilReady } from '../test/fakes/until-ready.ts';
import { freePort, LEAN, scratchFolder, spawnEasel } from './easel-process.ts';
import { median } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long a process of each role takes until it is ready, and what memory it has while it does nothing, with Discord, Slack and
 * OpenAI configured: the floor of what a machine needs. Nothing is asked of it.
 *
 * node bench/roles.ts [rounds]
 */
const ROUNDS = Number(process.argv[2] ?? 5);
const SETTLE_MS = 3000;
const ROLES = [[], ['--role', 'gateway'], ['--role', 'worker'], ['--role', 'api']] as const;

if (realRedis.missing) throw new Error(`Roles need Redis: ${realRedis.missing}`);

interface Measured {
  readonly readyMs: number;
  readonly residentMb: number;
  readonly threads: number;
}

const discord = await startDiscord();
const taken = new Map<readonly string[], Measured[]>(ROLES.map((role) => [role, []]));
// The first round fills Node's compile cache, and does not count.
for (let round = 0; round <= ROUNDS; round++)
  for (const [role, all] of taken) {
    const one = await measured(role);
    process.stderr.write(`${role.at(-1) ?? 'everything'}: ${JSON.stringify(one)}\n`);
    if (round > 0) all.push(one);
  }
await discord.close();

report({
  title: 'A process of each role that does nothing',
  columns: ['role', 'ready ms', 'resident MiB', 'threads'],
  rows: [...taken].map(([role, all]) => ({
    cells: [
      role.at(-1) ?? 'everything',
      ...[all.map(({ readyMs }) => readyMs), all.map(({ residentMb }) => residentMb)].map((of) =>
        median(of).toFixed(0),
      ),
      String(median(all.map(({ threads }) => threads))),
    ],
  })),
  notes: [
    `Medians of ${ROUNDS} rounds after one warm-up, on Node ${process.versions.node}; ready is the first 200 of /readyz, which a gateway`,
    `gives once it is connected. Memory is resident ${SETTLE_MS / 1000} s later, with malloc set as the image has it.`,
  ],
});

async function measured(role: readonly string[]): Promise<Measured> {
  const { folder, remove } = await scratchFolder();
  const [port, redis] = [await freePort(), realRedis.corner()];
  const startedAt = performance.now();
  const child = spawnEasel(['start', ...role], folder, {
    ...LEAN,
    PORT: String(port),
    EASEL_DATA_DIR: folder,
    REDIS_URL: redis,
    LOG_LEVEL: 'silent',
    OPENAI_API_KEY: 'bench',
    OPENAI_BASE_URL: 'http://127.0.0.1:9/v1',
    DISCORD_TOKEN: discord.token,
    DISCORD_API_URL: discord.apiUrl,
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: 'bench',
    SLACK_API_URL: 'http://127.0.0.1:9/api/',
  });
  child.stderr.resume();
  try {
    await untilReady(`http://127.0.0.1:${port}/readyz`, child);
    const readyMs = performance.now() - startedAt;
    await sleep(SETTLE_MS);
    const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
    const figure = (name: string) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)?.[1]);
    return { readyMs, residentMb: figure('VmRSS') / 1024, threads: figure('Threads') };
  } finally {
    const ended = once(child, 'exit');
    if (child.exitCode === null && child.kill('SIGTERM')) await ended;
    await realRedis.forget(redis);
    await remove();
  }
}
