import { Hono } from 'hono';
import { onTestFinished } from 'vitest';
import { commands } from '#commands/index.ts';
import type { SlackParts } from '#src/chat/slack/parts.ts';
import { createSlack, type Slack } from '#src/chat/slack/slack.ts';
import { listen } from '#src/http/listen.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog, type SilentLog } from '../../fakes/silent-log.ts';
import { openSlack } from '../../fakes/slack/open-slack.ts';
import type { PlayedSlack, SlackOptions } from '../../fakes/slack/slack.ts';
import { wire } from '../../fakes/wire.ts';

/** Easel's side of Slack, connected to a played one, on one clock that only the test moves. */
export interface Connected {
  readonly slack: PlayedSlack;
  readonly clock: ManualClock;
  readonly log: SilentLog;
  readonly platform: Slack;
  /** For one that was wished unstarted. */
  start(): Promise<void>;
  /** Where Slack and browsers reach it; empty with a socket alone. */
  readonly url: string;
  /** What was handed over, in order, by whichever process. */
  readonly requests: readonly IncomingRequest[];
  /** How many requests were done with by whoever answers them. */
  handedOver(): number;
  /** Waits until so many requests came. */
  came(count: number): Promise<readonly IncomingRequest[]>;
  /** Moves the time by so much, letting everything that is on the wire come through. */
  pass(ms: number): Promise<void>;
  /** A new process over the same store, after the end of this one. */
  again(wish?: Pick<ConnectedWish, 'onRequest' | 'parts'>): Promise<Connected>;
}

export interface ConnectedWish {
  readonly transport?: 'http' | 'socket';
  /** Workspaces install Easel themselves. */
  readonly oauth?: boolean;
  readonly slack?: SlackOptions;
  readonly onRequest?: (request: IncomingRequest) => Promise<void>;
  readonly onGone?: ((jobId: string) => void) | undefined;
  readonly parts?: (clock: ManualClock) => Partial<SlackParts>;
  /** Whether the test starts it by itself. */
  readonly unstarted?: boolean;
}

let started = 0;

const STEP_MS = 500;
const STOPPING_MS = 2000;

export async function openConnected(wish: ConnectedWish = {}): Promise<Connected> {
  const clock = createManualClock();
  const { transport = 'http' } = wish;
  const slack = await openSlack({ clock, transport, ...wish.slack });
  onTestFinished(() => slack.expectConform());
  const log = createSilentLog();
  const store = openStore();
  const requests: IncomingRequest[] = [];
  let served: Hono | undefined;
  const url = await openFront(() => served);
  slack.app.requestUrl = `${url}/slack/events`;
  return connect(wish);

  async function connect({ onRequest = async () => undefined, onGone, parts }: ConnectedWish): Promise<Connected> {
    // Each that is connected later is another process, and the one before is gone.
    const processes = { id: `process ${++started}`, isGone: async () => true };
    const platform = createSlack({
      ...settingsOf(slack, wish, url),
      ...store,
      processes,
      clock,
      log,
      ...parts?.(clock),
    });
    served = platform.routes;
    let handedOver = 0;
    onTestFinished(() => stopped(platform));
    const take = async (request: IncomingRequest) => {
      requests.push(request);
      slack.world.changed();
      await onRequest(request);
      handedOver++;
      slack.world.changed();
    };
    const start = () => platform.start(take, onGone);
    if (!wish.unstarted) await start();

    return {
      slack,
      clock,
      log,
      platform,
      start,
      url,
      requests,
      handedOver: () => handedOver,
      came: (count) => slack.until(() => requests.length >= count && requests),
      pass,
      async again(next = {}) {
        await stopped(platform);
        return connect({ ...wish, ...next });
      },
    };
  }

  /** What waits for somebody who hangs has its time; nothing else is in a hurry. */
  async function stopped(platform: Slack): Promise<void> {
    let isOver = false;
    const end = platform.stop().finally(() => {
      isOver = true;
    });
    while (!isOver) {
      for (let turn = 0; turn < 50 && !isOver; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
      await clock.advance(isOver ? 0 : Math.min(clock.untilNext(), STOPPING_MS));
    }
    await end;
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms;
    await wire.quiet();
    while (clock.now() < end) {
      await clock.advance(Math.min(STEP_MS, end - clock.now(), clock.untilNext()));
      await wire.quiet();
    }
  }
}

/** One address for whatever process serves at the moment. */
async function openFront(current: () => Hono | undefined): Promise<string> {
  const front = new Hono();
  front.all('*', async (context) => (await current()?.fetch(context.req.raw)) ?? context.notFound());
  const server = await listen(front, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close(0));
  return server.url;
}

function settingsOf({ app, token, apiUrl }: PlayedSlack, { transport = 'http', oauth }: ConnectedWish, url: string) {
  return {
    access: oauth
      ? { kind: 'oauth', ...app, stateSecret: 'played-state-secret', publicBaseUrl: url }
      : { kind: 'token', botToken: token },
    transport:
      transport === 'socket'
        ? { kind: 'socket', appToken: app.appToken }
        : { kind: 'http', signingSecret: app.signingSecret },
    apiUrl: apiUrl.replace(/\/$/, ''),
    publicBaseUrl: url,
    plainReplies: false,
    previews: false,
    commands,
    home: async () => ({ facts: [], recent: [], models: [] }),
  } as const satisfies Partial<SlackParts>;
}

function openStore() {
  const storage = createMemoryStorage();
  return {
    records: createDocuments<never>(storage, 'slack-messages'),
    inbox: createDocuments<never>(storage, 'slack-inbox'),
    installations: createDocuments<never>(storage, 'slack-installations'),
    usedStates: createDocuments<never>(storage, 'slack-states'),
  } satisfies Pick<SlackParts, 'records' | 'inbox' | 'installations' | 'usedStates'>;
}
