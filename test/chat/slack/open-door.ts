import { onTestFinished } from 'vitest';
import type { Access, Identity } from '#src/chat/slack/access.ts';
import { createDoor, type Door } from '#src/chat/slack/door.ts';
import { createInbox, type KeptPayload } from '#src/chat/slack/inbox.ts';
import { type Around, type Listeners, listen } from '#src/chat/slack/listen.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Processes } from '#src/ports/processes.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog, type SilentLog } from '../../fakes/silent-log.ts';

interface Heard {
  readonly what: string;
  readonly payload: Readonly<Record<string, unknown>>;
  readonly around: Around;
}

export interface OpenedDoor {
  readonly door: Door;
  readonly clock: ManualClock;
  readonly log: SilentLog;
  readonly kept: Documents<KeptPayload>;
  /** What came to the listeners behind the real Bolt app, in order. */
  readonly heard: Heard[];
  keys(): Promise<readonly string[]>;
}

export interface DoorWish {
  readonly kept?: Documents<KeptPayload>;
  readonly clock?: ManualClock;
  readonly access?: Partial<Access>;
  readonly processes?: Processes;
  /** What a listener does with what it heard. */
  readonly hear?: (what: string) => Promise<void>;
}

/** Of each it is known that the one before is gone. */
const alone = (): Processes => ({ id: `process ${++started}`, isGone: async () => true });
let started = 0;

const IDENTITY = { token: 'xoxb-1', botUserId: 'UBOT', botId: 'BBOT' };

/** The door with the real Bolt app behind it, and listeners that write down what they hear. */
export async function openDoor(wish: DoorWish = {}): Promise<OpenedDoor> {
  const { kept = memory(), clock = createManualClock(), hear = async () => undefined, processes = alone() } = wish;
  const log = createSilentLog();
  const door = createDoor({ inbox: createInbox({ kept, processes, clock, log }), clock, log });
  const heard: Heard[] = [];
  const listener = (what: string) => async (payload: Heard['payload'], around: Around) => {
    heard.push({ what, payload, around });
    await hear(what);
  };
  const access: Access = {
    start: async () => undefined,
    stop: () => undefined,
    standing: () => ({ kind: 'asking' }),
    identityOf: async (workspace): Promise<Identity> => ({ ...IDENTITY, workspace }),
    removed: async () => undefined,
    ...wish.access,
  };
  const listeners: Listeners = {
    command: listener('command'),
    action: listener('action'),
    shortcut: listener('shortcut'),
    view: listener('view'),
    events: Object.fromEntries(EVENTS.map((type) => [type, listener(type)])),
  };
  await listen({ door, access, listeners, apiUrl: 'http://127.0.0.1:1/api', log });
  onTestFinished(() => door.close());
  return { door, clock, log, kept, heard, keys: () => keysOf(kept) };
}

const EVENTS = ['app_mention', 'message', 'app_home_opened', 'function_executed', 'subteam_members_changed'];

export const memory = (): Documents<KeptPayload> => createDocuments<KeptPayload>(createMemoryStorage(), 'slack-inbox');

async function keysOf(kept: Documents<KeptPayload>): Promise<readonly string[]> {
  const keys: string[] = [];
  for await (const [key] of kept.list()) keys.push(key);
  return keys;
}

export const mention = (eventId = 'Ev1') => ({
  type: 'event_callback',
  team_id: 'T1',
  event_id: eventId,
  event_time: 1_767_225_600,
  event: { type: 'app_mention', channel: 'C1', user: 'U1', text: '<@UBOT> a fox', ts: '1.2' },
});

export const command = (triggerId = '1.2.a') => ({
  command: '/imagine',
  text: 'a fox',
  team_id: 'T1',
  channel_id: 'C1',
  user_id: 'U1',
  trigger_id: triggerId,
});

/** Lets everything go on that waits for nothing but promises. */
export const settled = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};
