import { DefaultRestOptions, type RESTOptions, Routes } from 'discord.js';
import { expect, onTestFinished, vi } from 'vitest';

import { createDeliveries, type Deliveries } from '#src/chat/discord/delivery/deliveries.ts';
import type { DiscordRecord } from '#src/chat/discord/delivery/records.ts';
import { createReplies, type Replies } from '#src/chat/discord/delivery/replies.ts';
import type { DiscordHandle } from '#src/chat/discord/handle.ts';
import { openRestPair } from '#src/chat/discord/open-rest.ts';
import type { RequestOrigin } from '#src/chat/discord/origin.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { loadConform } from '../../../descriptions.ts';
import type { PersonWish } from '../../../fakes/discord/control.ts';
import type { PlayedDiscord } from '../../../fakes/discord/discord.ts';
import type { PlayedInteraction } from '../../../fakes/discord/interaction.ts';
import { openDiscord } from '../../../fakes/discord/open-client.ts';
import type { Person } from '../../../fakes/discord/people/person.ts';
import type { PlayedChannel, PlayedMessage } from '../../../fakes/discord/state.ts';
import type { GuildWish } from '../../../fakes/discord/things.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';
import { createSilentLog, type SilentLog } from '../../../fakes/silent-log.ts';

/** Discord, a person in it, and what is to be tested, on one clock that only the test moves. */
export interface Bench {
  readonly discord: PlayedDiscord;
  readonly clock: ManualClock;
  readonly log: SilentLog;
  readonly ada: Person;
  readonly replies: Replies;
  readonly deliveries: Deliveries;
  readonly records: Documents<DiscordRecord>;
  /** Jobs whose message was removed. */
  readonly gone: readonly string[];
  /** Ada's command as it reached us. */
  ask(channel?: PlayedChannel): Promise<{ origin: RequestOrigin; interaction: PlayedInteraction }>;
  /** The command, acknowledged. */
  handle(visibility?: 'public' | 'private', channel?: PlayedChannel): Promise<DiscordHandle>;
  /** Moves the time whenever nothing is on the wire, until the work is done. */
  drive<T>(work: Promise<T>): Promise<T>;
  /** Moves the time by so much, letting everything that is on the wire come through. */
  pass(ms: number): Promise<void>;
  /** Waits for a call that will have no answer. */
  sent(path: RegExp): Promise<void>;
  /** A new process over the same stores. */
  again(): Pick<Bench, 'replies' | 'deliveries' | 'gone'>;
  /** A new process over another store. */
  withRecords(records: Documents<DiscordRecord>): Deliveries;
}

export interface BenchWish {
  readonly guild?: GuildWish;
  readonly ada?: PersonWish;
}

const conform = await loadConform();

const COMMAND = {
  name: 'imagine',
  description: 'Make a picture',
  integration_types: [0, 1],
  contexts: [0, 1, 2],
  options: [{ type: 3, name: 'prompt', description: 'What to see', required: true }],
};

export async function openBench({ guild = {}, ada: wish = {} }: BenchWish = {}): Promise<Bench> {
  const clock = createManualClock();
  const discord = await openDiscord({ clock, guild });
  // Whatever a test is about: everything that was sent is as Discord describes it.
  onTestFinished(() => expect(discord.traffic.flatMap((call) => conform?.check(call) ?? [])).toEqual([]));
  const log = createSilentLog();
  const records = createDocuments<DiscordRecord>(createMemoryStorage(), 'discord');
  const wire = createWire(discord);
  const ada = discord.person('Ada', wish);
  await wire.pair().bot.put(Routes.applicationCommands(discord.applicationId), { body: [COMMAND] });

  function again(documents = records) {
    const gone: string[] = [];
    const previewRest = wire.pair({ rejectOnRateLimit: () => true });
    return {
      gone,
      replies: createReplies({ rest: wire.pair(), clock, log }),
      deliveries: createDeliveries({
        rest: wire.pair(),
        previewRest,
        clock,
        log,
        records: documents,
        onGone: (jobId) => void gone.push(jobId),
        applicationId: () => discord.applicationId,
        channelOf: () => undefined,
      }),
    };
  }

  async function ask(channel = discord.channel) {
    const before = discord.world.interactions.size;
    void ada.command(channel, 'imagine', { prompt: 'a fox' });
    await discord.until(() => discord.world.interactions.size > before);
    const interaction = [...discord.world.interactions.values()].at(-1);
    if (!interaction) throw new Error('There is none.');
    return { interaction, origin: originOf(discord, interaction) };
  }

  async function pass(ms: number): Promise<void> {
    const end = clock.now() + ms;
    await wire.quiet();
    while (clock.now() < end) {
      await clock.advance(Math.min(100, end - clock.now(), clock.untilNext()));
      await wire.quiet();
    }
  }

  async function drive<T>(work: Promise<T>): Promise<T> {
    let isDone = false;
    const done = () => {
      isDone = true;
    };
    work.then(done, done);
    await wire.quiet();
    while (!isDone) await pass(100);
    return work;
  }

  const first = again();
  return {
    discord,
    clock,
    log,
    ada,
    records,
    ...first,
    ask,
    drive,
    pass,
    async sent(path) {
      await vi.waitUntil(() => discord.traffic.some((call) => path.test(call.path)));
    },
    again: () => again(),
    withRecords: (documents) => again(documents).deliveries,
    async handle(visibility = 'public', channel) {
      const { origin } = await ask(channel);
      return drive(first.replies.open(origin).ack(visibility));
    },
  };
}

/** The real library's own requests, counted. */
function createWire(discord: PlayedDiscord) {
  let underWay = 0;
  const makeRequest: RESTOptions['makeRequest'] = async (...call) => {
    underWay++;
    try {
      return await DefaultRestOptions.makeRequest(...call);
    } finally {
      underWay--;
    }
  };
  return {
    pair: (more: Partial<RESTOptions> = {}) => openRestPair(discord, { makeRequest, ...more }),
    /** Nothing is on the wire, and what came of it has been read. */
    async quiet() {
      for (let calm = 0; calm < 8; calm++) {
        await new Promise<void>((resolve) => setImmediate(resolve));
        if (underWay > 0) calm = 0;
      }
    },
  };
}

/** What intake makes of the gateway's event. */
function originOf({ channel: _, world }: PlayedDiscord, interaction: PlayedInteraction): RequestOrigin {
  const { id, token, guildId, channelId, userId, payload, attachmentSizeLimit, createdAt, userInstallOnly } =
    interaction;
  return {
    id,
    applicationId: world.application.id,
    token,
    receivedAt: createdAt,
    guildId,
    channelId,
    userId,
    permissions: guildId === null ? null : BigInt(String(payload.app_permissions)),
    isThread: [10, 11, 12].includes(world.channels.get(channelId)?.type ?? 0),
    installedThere: !userInstallOnly,
    maxFileBytes: attachmentSizeLimit,
  };
}

/** What intake makes of a message to Easel. */
export function originOfMessage(bench: Bench, message: PlayedMessage, permissions: bigint | null): RequestOrigin {
  const channel = bench.discord.world.channels.get(message.channelId);
  return {
    id: message.id,
    applicationId: bench.discord.applicationId,
    token: null,
    receivedAt: bench.clock.now(),
    guildId: channel?.guildId ?? null,
    channelId: message.channelId,
    userId: message.authorId,
    permissions,
    isThread: channel?.parentId != null,
    installedThere: true,
    maxFileBytes: 10 * 1024 * 1024,
  };
}

/** Of what was sent since. */
export const callsOf = ({ discord }: Bench, method: string, path: RegExp) =>
  discord.traffic.filter((call) => call.method === method && path.test(call.path));
