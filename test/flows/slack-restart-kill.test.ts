import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '#src/simulator/simulator.ts';
import type { Label } from '../crash/labels.ts';
import { readEasel } from '../crash/read-easel.ts';
import { said } from '../crash/wall.ts';
import type { FaultRule } from '../fakes/slack/api/faults.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import { type PlayedSlack, startSlack } from '../fakes/slack/slack.ts';
import type { PlayedChannel } from '../fakes/slack/state.ts';
import { startChild } from '../fakes/start-child.ts';
import { openAiAt } from './open-flow.ts';
import { isResult, oursIn } from './slack-fault-kit.ts';

/** Where a job is when its process is killed, and what its person gets in the end. */
const CASES: readonly (readonly [Label, 'a picture' | 'told that nobody knows'])[] = [
  ['accepted', 'a picture'],
  ['queued', 'a picture'],
  ['running', 'a picture'],
  ['answered', 'told that nobody knows'],
  ['delivering', 'a picture'],
  ['posted', 'a picture'],
];

const hasPicture = ({ blocks }: Readonly<Record<string, unknown>>) =>
  JSON.stringify(blocks ?? '').includes('slack_file');

/** Calls of a delivery during which the process is killed. What Slack was asked for by then it does all the same. */
const CALLS: readonly (readonly [string, Pick<FaultRule, 'method' | 'when'>])[] = [
  ['the first answer', { method: 'chat.postMessage' }],
  ['an upload', { method: 'upload' }],
  ['the end of an upload', { method: 'files.completeUploadExternal' }],
  ['the message with the result', { method: 'chat.postMessage', when: hasPicture }],
  ['the removal of what said how far it is', { method: 'chat.delete' }],
];

describe('kill -9 of the bot on Slack', () => {
  let folder: string;
  let simulator: Simulator;
  let slack: PlayedSlack;
  let ada: Person;
  let channel: PlayedChannel;
  const children: ChildProcess[] = [];

  beforeAll(async () => {
    slack = await startSlack({ transport: 'socket' });
  });
  afterAll(async () => {
    await slack.expectConform();
    await slack.close();
  });
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'easel-slack-'));
    simulator = await startSimulator({ paceMs: 0 });
    [ada, channel] = [slack.person('Ada'), slack.addChannel()];
  });
  afterEach(async () => {
    await Promise.all(children.splice(0).map(killed));
    await simulator.close();
    await rm(folder, { recursive: true, force: true });
  });

  it.each(CASES)('at %s: it ends with %s, once', async (label, end) => {
    const first = await started(label);
    await ada.command(channel, '/imagine', 'a red fox');
    await said(first, `at ${label}`);
    await killed(first);
    await started();
    await expectEnd(end);
  });

  it.each(CALLS)('during %s: the picture is there, once', async (_what, which) => {
    const first = await started();
    const held = slack.hold(which);
    await ada.command(channel, '/imagine', 'a red fox');
    await held.arrived;
    await killed(first);
    held.release();
    await started();
    await expectEnd('a picture');
  });

  async function expectEnd(end: 'a picture' | 'told that nobody knows'): Promise<void> {
    const isEnd = end === 'a picture' ? isResult : ({ words }: { words: string }) => words.includes('restarted while');
    await slack.until(() => oursIn(ada, channel).some(isEnd), 15_000);
    await expect.poll(() => readEasel(folder, ({ jobs }) => jobs.unfinished()), { timeout: 10_000 }).toEqual([]);
    expect(oursIn(ada, channel).filter(isEnd)).toHaveLength(1);
    // Of a first answer that nobody heard of again nobody knows where it is.
    expect(oursIn(ada, channel).filter(({ words }) => words !== 'Starting …')).toHaveLength(1);
    expect(
      oursIn(ada, channel)
        .flatMap(({ images }) => images)
        .filter(({ broken }) => broken),
    ).toEqual([]);
    expect(simulator.requests).toHaveLength(1);
    const whose = { tenantId: `slack:${slack.workspace.id}`, personId: ada.id };
    const { available, held } = await readEasel(folder, ({ engine }) => engine.balance(whose));
    expect({ available, held }).toEqual({ available: end === 'a picture' ? 38 : 40, held: 0 });
  }

  /** A process that is connected, and stands still at that point of a job's life. */
  async function started(stopAt: Label | '' = ''): Promise<ChildProcess> {
    const program = new URL('./slack-child.ts', import.meta.url).pathname;
    const env = { ...process.env, ...openAiAt(simulator.url), ...slackEnv() };
    const child = startChild([program, stopAt], { env, stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    await slack.until(() => slack.sockets.connections() > 0, 15_000);
    return child;
  }

  async function killed(child: ChildProcess): Promise<void> {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exit = once(child, 'exit');
    child.kill('SIGKILL');
    await exit;
    await slack.until(() => slack.sockets.connections() === 0);
  }

  const slackEnv = () => ({
    EASEL_DATA_DIR: folder,
    SLACK_BOT_TOKEN: slack.token,
    SLACK_APP_TOKEN: slack.app.appToken,
    SLACK_API_URL: slack.apiUrl,
    LOG_LEVEL: 'silent',
  });
});
