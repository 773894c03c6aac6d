import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { breakOffInTime, LONGEST_MS, scratchFolder, startEasel } from './easel-process.ts';
import { startFakeSlack } from './fake-slack.ts';
import { median, p95, quantile } from './statistics.ts';
import { report } from './table.ts';

/**
 * How long Slack waits for the acknowledgement of a signed slash command. Beside it the least an app can do, Bolt with its own HTTP
 * receiver and a listener that acknowledges, in the same rounds.
 *
 * Then the same while Slack's API, the store and the provider answer late.
 */
const ROUNDS = 7;
const ASKS = 60;
const WARM_UP = 20;
const LATE_MS = 5000;
const LATE_ASKS = 200;
const LATE_EVERY_MS = 40;
const GOAL_TIMES = 2;
const GOAL_P99_MS = 25;

breakOffInTime();
const { folder, remove } = await scratchFolder();
const settings = join(folder, 'easel.json');
await writeFile(settings, JSON.stringify({ credits: { allowance: 1_000_000 }, concurrency: { perPerson: 1000 } }));
const [slack, lateSlack] = [await startFakeSlack(), await startFakeSlack(LATE_MS)];

const bare = await forked('./bare-slack.ts', [slack.signingSecret, slack.apiUrl], {});
const easel = await startEasel(folder, variables(slack));
easel.log.resume();
/** One command now and then, and one right behind the other, so that what is done for the last one still goes on. */
const PACES = { apart: 20, behind: 0 };
const quiet = {
  apart: { bare: [] as number[], easel: [] as number[] },
  behind: { bare: [] as number[], easel: [] as number[] },
};
const ask = {
  bare: () => slack.ask(`${bare.url}/slack/events`, '/help', ''),
  easel: () => slack.ask(`${easel.url}/slack/events`, '/help', ''),
};
for (let round = -1; round < ROUNDS; round++) {
  for (const pace of ['apart', 'behind'] as const) {
    for (const who of ['bare', 'easel'] as const) {
      for (let asked = 0; asked < (round < 0 ? WARM_UP : ASKS); asked++) {
        const tookMs = await ask[who]();
        if (round >= 0) quiet[pace][who].push(tookMs);
        await sleep(PACES[pace]);
      }
      // What Easel does behind its acknowledgement is not to fall into the other's round.
      await sleep(200);
    }
  }
}
bare.process.kill();
await easel.stop();

const lateFolder = join(folder, 'late');
await mkdir(lateFolder);
const provider = await forked('./provider-process.ts', [String(LATE_MS)], {});
const late = await forked('./late-slack.ts', [lateFolder, String(LATE_MS)], {
  ...variables(lateSlack),
  OPENAI_API_KEY: 'bench',
  OPENAI_BASE_URL: provider.url,
  EASEL_DATA_DIR: lateFolder,
});
const lateMs: number[] = [];
await lateSlack.ask(`${late.url}/slack/events`, '/help', '');
for (let asked = 0; asked < LATE_ASKS; asked++) {
  lateMs.push(await lateSlack.ask(`${late.url}/slack/events`, '/imagine', `a lighthouse at dusk ${asked}`));
  await sleep(LATE_EVERY_MS);
}
late.process.kill('SIGKILL');
await once(late.process, 'exit');
provider.process.kill();
for (const one of [slack, lateSlack]) await one.close();
await remove();

report({
  title: 'From a signed slash command to its acknowledgement, in milliseconds',
  columns: ['who', 'p50', 'p95', 'p99', 'max', 'x bare p50', 'goal'],
  rows: [
    ...rowsOf(quiet.apart, `one each ${PACES.apart} ms`),
    ...rowsOf(quiet.behind, 'right behind each other'),
    {
      ...row(`Easel, Slack's API, store and provider ${LATE_MS / 1000} s late`, lateMs, {
        floor: quiet.apart.bare,
        goal: `p99 <= ${GOAL_P99_MS}`,
      }),
      isMet: quantile(lateMs, 0.99) <= GOAL_P99_MS,
    },
  ],
  notes: [
    `${ROUNDS} interleaved rounds of ${ASKS} commands, after ${WARM_UP} to warm up, on Node ${process.versions.node}.`,
    `Late: a command each ${LATE_EVERY_MS} ms, ${LATE_ASKS} of them; every call of Slack's API and of the store begins ${LATE_MS / 1000} s late.`,
    'Slack is in the measuring process; Bolt and Easel are processes of their own.',
  ],
});

function rowsOf({ bare: floor, easel: ours }: { bare: readonly number[]; easel: readonly number[] }, pace: string) {
  const isMet = median(ours) <= GOAL_TIMES * median(floor);
  return [
    row(`bare Bolt, ${pace}`, floor, { floor }),
    { ...row(`Easel, ${pace}`, ours, { floor, goal: `<= ${GOAL_TIMES} x` }), isMet },
  ];
}

function row(
  who: string,
  values: readonly number[],
  { floor, goal = '' }: { floor: readonly number[]; goal?: string },
) {
  const figures = [median(values), p95(values), quantile(values, 0.99), quantile(values, 1)].map((ms) => ms.toFixed(2));
  return { cells: [who, ...figures, (median(values) / median(floor)).toFixed(1), goal] };
}

function variables({ apiUrl, signingSecret }: { apiUrl: string; signingSecret: string }): Record<string, string> {
  return {
    EASEL_CONFIG: settings,
    LOG_LEVEL: 'silent',
    SLACK_BOT_TOKEN: 'xoxb-bench',
    SLACK_SIGNING_SECRET: signingSecret,
    SLACK_API_URL: apiUrl,
  };
}

/** A helper's process and the address it sends. */
async function forked(file: string, args: readonly string[], more: Readonly<Record<string, string>>) {
  const env = { ...process.env, ...more };
  const child = fork(new URL(file, import.meta.url), args, { timeout: LONGEST_MS, env });
  const [url] = await once(child, 'message');
  return { process: child, url: String(url) };
}
