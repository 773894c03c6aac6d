import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, vi } from 'vitest';
import { accountIdOf } from '#src/app/accept-job.ts';
import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import type { Config } from '#src/config/config.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { connectSlack } from '#src/connect-slack.ts';
import type { Job } from '#src/domain/job.ts';
import { fileRoutes } from '#src/http/file-routes.ts';
import { listen } from '#src/http/listen.ts';
import { type Easel, openEasel } from '#src/main.ts';
import type { Clock } from '#src/ports/clock.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import { type SeenMessage, type SeenView, seen } from '../fakes/slack/people/view.ts';
import { type PlayedSlack, type SlackOptions, startSlack } from '../fakes/slack/slack.ts';
import type { PlayedWorkspace } from '../fakes/slack/state.ts';
import { whoseOf } from '../fakes/whose.ts';
import { openAiAt } from './open-flow.ts';

export type SlackFlow = Awaited<ReturnType<typeof openSlackFlow>>;

export interface SlackFlowOptions {
  /** How things reach Easel: `http` unless told. */
  readonly transport?: 'http' | 'socket';
  /** Where people already talk, for a restart. */
  readonly slack?: PlayedSlack;
  readonly played?: SlackOptions;
  /** Data of an earlier flow, for a restart. */
  readonly dataDir?: string;
  readonly simulator?: Awaited<ReturnType<typeof startSimulator>>;
  /** Variables of other providers and more, given the simulator's address and the one where Slack and browsers reach Easel. */
  readonly env?: (url: string, own: string) => Readonly<Record<string, string>>;
  readonly change?: (config: Config) => Config;
  /** Stands between the engine and its parts. */
  readonly wrap?: (parts: Parts) => Parts;
  /** Of the platform; the engine's own goes by `wrap`. */
  readonly clock?: Clock;
  /** Stands between Slack and what it is connected with. */
  readonly around?: (easel: Easel) => Easel;
}

/** The whole bot on a played Slack, with the simulator as OpenAI: real Bolt, SDK, store and queue between them. */
export async function openSlackFlow({
  transport = 'http',
  slack: talk,
  played = {},
  dataDir,
  simulator,
  env: more = openAiAt,
  change = (config) => config,
  wrap = (parts) => parts,
  clock,
  around = (easel) => easel,
}: SlackFlowOptions = {}) {
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), 'easel-slack-')));
  const provider = simulator ?? (await startSimulator({ paceMs: 0 }));
  const slack = talk ?? (await startSlack({ transport, ...played }));
  const front = new Hono();
  const server = await listen(front, { host: '127.0.0.1', port: 0 });
  const env = {
    EASEL_DATA_DIR: folder,
    LOG_LEVEL: 'silent',
    ...more(provider.url, server.url),
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.token,
    ...(transport === 'socket'
      ? { SLACK_APP_TOKEN: slack.app.appToken }
      : { SLACK_SIGNING_SECRET: slack.app.signingSecret }),
  };
  const config = change(loadConfig({ env, cwd: folder }));
  const log = createSilentLog();
  const routes = new Map<string, Route>();
  const easel = await openEasel(config, { routes, log, wrap });
  if (!config.slack) throw new Error('The flow is without Slack.');
  const platform = connectSlack(config.slack, around(clock ? { ...easel, clock } : easel));
  routes.set(platform.id, platform);
  if (platform.routes) front.route('/', platform.routes);
  front.route('/', fileRoutes(easel));
  slack.app.requestUrl = `${server.url}/slack/events`;
  await easel.engine.start();
  await platform.start(easel.engine.handle, easel.engine.gone);

  return {
    slack,
    platform,
    easel,
    simulator: provider,
    dataDir: folder,
    /** Where Slack and browsers reach it. */
    url: server.url,
    log,
    seenBy,
    ended,
    opened,
    sent,
    shown,
    jobs,
    balance,
    expectTidy,
    stop,
    close,
  };

  /** Everything of ours that somebody sees anywhere, threads too, oldest first. */
  function seenBy({ id }: Someone): readonly SeenMessage[] {
    const { channels, messages } = slack.world;
    return [...messages.values()]
      .filter((message) => message.ours && !message.deleted && (message.ephemeralFor ?? id) === id)
      .filter(({ channelId }) => channels.get(channelId)?.members.has(id))
      .map((message) => seen(slack.world, id, message));
  }

  /** What somebody asked for by this, once it has come to its end, wherever they see it. */
  async function ended(
    person: Person,
    act: () => Promise<unknown> | unknown,
    isIt: (message: SeenMessage) => boolean = isEnd,
  ): Promise<SeenMessage> {
    const before = new Set(seenBy(person).map(keyOf));
    await act();
    return shown(person, (message) => !before.has(keyOf(message)) && isEnd(message) && isIt(message));
  }

  /** The first message of ours that is so. A result counts once that it was shown was noted, and what it took the place of is gone. */
  async function shown(person: Person, isIt: (message: SeenMessage) => boolean): Promise<SeenMessage> {
    const found = await slack.until(() => seenBy(person).find(isIt), PATIENCE_MS);
    await noted(person);
    return seenBy(person).find((message) => keyOf(message) === keyOf(found)) ?? found;
  }

  function noted(person: Someone): Promise<void> {
    return vi.waitFor(
      async () => {
        const states = (await jobs(person)).map(({ state }) => state);
        if (states.includes('delivering')) throw new Error('That it was shown has not been noted yet.');
      },
      { timeout: PATIENCE_MS, interval: 5 },
    );
  }

  /** The form that opens in front of somebody by this. */
  async function opened(person: Person, act: () => Promise<unknown>): Promise<SeenView> {
    const before = person.view()?.id;
    await act();
    return slack.until(() => {
      const view = person.view();
      return view && view.id !== before && view;
    }, PATIENCE_MS);
  }

  /** What comes of the form that is open in front of somebody, once it is sent. @throws where the form says what is wrong. */
  function sent(
    person: Person,
    values?: Parameters<Person['submit']>[0],
    isIt?: (message: SeenMessage) => boolean,
  ): Promise<SeenMessage> {
    const submit = async () => {
      const { errors, failed } = await person.submit(values);
      if (failed || Object.keys(errors).length > 0) throw new Error(`The form stays: ${JSON.stringify(errors)}`);
    };
    return ended(person, submit, isIt);
  }

  /** A person's jobs, newest first. */
  async function jobs(person: Someone, workspace?: PlayedWorkspace): Promise<readonly Job[]> {
    return easel.jobs.byAccount(accountOf(person, workspace), 50);
  }

  async function balance(person: Someone, workspace?: PlayedWorkspace) {
    const { available, held } = await easel.engine.balance(whoseOf(accountOf(person, workspace)));
    return { available, held };
  }

  function accountOf({ id }: Someone, { id: workspaceId } = slack.workspace): string {
    return accountIdOf(`slack:${workspaceId}`, id);
  }

  /** Nothing is left on its way, and every picture that anybody is shown anywhere is there and described. */
  async function expectTidy(): Promise<void> {
    const { users } = slack.world;
    const people = [...users.values()].filter(({ isBot, deleted }) => !isBot && !deleted);
    await slack.until(() => people.every((person) => seenBy(person).every(isEnd)), PATIENCE_MS);
    const images = people.flatMap((person) => seenBy(person).flatMap((message) => message.images));
    if (images.length > 0) expectWhole({ images });
  }

  /** Ends this process's part and leaves the data, Slack and the provider for the next one. */
  async function stop(): Promise<void> {
    await platform.stop();
    await easel.engine.stop(5000);
    await server.close(0);
    await easel.close();
  }

  async function close(): Promise<void> {
    await stop();
    await slack.close();
    await provider.close();
    await rm(folder, { recursive: true, force: true });
  }
}

const PATIENCE_MS = 15_000;

type Someone = Pick<Person, 'id'>;

export const keyOf = ({ channelId, ts }: SeenMessage): string => `${channelId}:${ts}`;

/** Not on its way any more, whatever came of it. */
const isEnd = ({ words }: SeenMessage): boolean => !/[▰▱] \d+ %|^Starting …/.test(words);

/** A finished result: pictures and what can be done next. */
export const isResult = ({ images, buttons }: SeenMessage): boolean =>
  images.length > 0 && buttons.some(({ label }) => label === 'Reroll');

/** The label of every button, in order. */
export const labelsOf = ({ buttons }: SeenMessage): readonly string[] => buttons.map(({ label }) => label);

/** What was made; sheets that show what it was made from, or all of it at a glance, are none. */
export const picturesOf = ({ images }: SeenMessage) => images.filter(({ alt }) => !SHEET.test(alt));

const SHEET = /^(?:The (?:picture|\d+ pictures) this was made from|All \d+ pictures)/;

/** What a form asks for, in order. */
export const fieldsOf = ({ fields }: SeenView): readonly string[] => fields.map(({ blockId }) => blockId);

/** Every picture is there and is described. */
export function expectWhole({ images }: Pick<SeenMessage, 'images'>): void {
  expect(images.length).toBeGreaterThan(0);
  for (const { broken, alt } of images)
    expect({ broken, described: alt.trim() !== '' }).toEqual({ broken: false, described: true });
}

/** What a person reads, without the signs that keep a name's direction to itself. */
export const readOf = ({ words }: Pick<SeenMessage, 'words'>): string => words.replaceAll(/[\u2068\u2069]/g, '');
