import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openOwnPostgres } from '../fakes/own-postgres.ts';
import { openOwnRedis } from '../fakes/own-redis.ts';
import { startProcess } from './easel-process.ts';
import { type Faults, judge } from './judge.ts';
import { openSides, type PlayedSides } from './played-sides.ts';
import { readEasel } from './read-easel.ts';
import { CONFIG } from './round.ts';

/** Where the first request is when the store goes away; all seen from outside. */
export const MOMENTS = [
  'asked',
  'sent',
  'task known',
  'half an answer',
  'answered',
  'before the post',
  'after the post',
] as const;

export type Moment = (typeof MOMENTS)[number];

export interface Absence {
  readonly server: 'Redis' | 'Postgres';
  /** Killed, and started anew on what it has; or standing still, and going on as if nothing had been. */
  readonly how: 'killed' | 'stopped';
  readonly moment: Moment;
  readonly people: number;
  readonly goneMs: number;
}

export interface AfterAbsence {
  readonly hit: boolean;
  readonly pictures: number;
  readonly words: number;
  /** Made by a provider, and shown to nobody. */
  readonly paidInVain: number;
  readonly faults: Faults;
}

/** Long enough that each moment is met while others ask. */
const DRAW_MS = 250;
const PATIENCE_MS = 90_000;
const LOOK_EVERY_MS = 50;

/** People ask the whole product while the server of its store goes away and comes back. */
export async function playAbsence({ server, how, moment, people, goneMs }: Absence): Promise<AfterAbsence> {
  const folder = await mkdtemp(join(tmpdir(), 'easel-gone-'));
  const store = await (server === 'Redis' ? openOwnRedis() : openOwnPostgres());
  const sides = await openSides(people, DRAW_MS);
  const ending: (() => Promise<unknown>)[] = [];
  try {
    await writeFile(join(folder, 'easel.json'), JSON.stringify(CONFIG));
    const variables = { DATABASE_URL: store.url, EASEL_DATA_DIR: folder, EASEL_CONFIG: join(folder, 'easel.json') };
    const easel = await startProcess(folder, { ...variables, ...sides.variables });
    ending.push(easel.kill);
    await sides.connected();
    const due = waitFor(moment, sides);
    const asked = sides.askers.map(async (asker) => ({ asker, answered: await asker.ask() }));
    const hit = await Promise.race([due.then(() => true), sleep(PATIENCE_MS, false, { ref: false })]);
    if (how === 'stopped') store.stop();
    else await store.kill();
    await sleep(goneMs);
    if (how === 'stopped') store.goOn();
    else await store.startAgain();
    const answers = await Promise.all(asked);
    await untilTold(sides, folder, variables);
    await easel.kill();
    const { faults } = await readEasel(folder, (left) => judge(left, answers, sides), variables);
    const ends = sides.askers.map((asker) => asker.end());
    const count = (end: string) => ends.filter((each) => each === end).length;
    const inVain = sides.askers.filter((asker) => asker.end() !== 'picture' && sides.provider.paid.has(asker.prompt));
    return { hit, pictures: count('picture'), words: count('words'), paidInVain: inVain.length, faults };
  } finally {
    for (const end of ending) await end();
    await sides.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const AT_PROVIDER = { sent: 'taken', 'task known': 'looked', 'half an answer': 'half', answered: 'answered' } as const;

/** Resolves in that moment. */
function waitFor(moment: Moment, sides: PlayedSides): Promise<unknown> {
  switch (moment) {
    case 'asked':
      return Promise.resolve();
    case 'before the post': {
      const held = sides.holdPosts(1);
      return held.arrived.then(() => void setTimeout(held.release, DRAW_MS));
    }
    case 'after the post':
      return new Promise<void>((resolve) => void sides.onPost(1, resolve));
    default:
      return new Promise<void>((resolve) =>
        sides.provider.watch((sight) => {
          if (sight !== AT_PROVIDER[moment]) return;
          sides.provider.watch(undefined);
          resolve();
        }),
      );
  }
}

/** Waits until everybody knows their end and no job is left to do. */
async function untilTold({ askers }: PlayedSides, folder: string, variables: Readonly<Record<string, string>>) {
  const until = Date.now() + PATIENCE_MS;
  const isUntold = () => askers.some((asker) => asker.end() === undefined);
  while (Date.now() < until && isUntold()) await sleep(LOOK_EVERY_MS);
  const left = () => readEasel(folder, async ({ jobs }) => (await jobs.unfinished()).length, variables);
  while (Date.now() < until && (await left()) > 0) await sleep(LOOK_EVERY_MS * 10);
}
