import { Routes } from 'discord.js';
import { onTestFinished } from 'vitest';
import { commands } from '#commands/index.ts';
import type { DiscordRecord } from '#src/chat/discord/delivery/records.ts';
import { createDiscord, type Discord } from '#src/chat/discord/discord.ts';
import type { KeptArrival } from '#src/chat/discord/inbox.ts';
import { commandBodies } from '#src/chat/discord/registration/command-bodies.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import type { PlayedDiscord } from '../../fakes/discord/discord.ts';
import { openDiscord, restOf } from '../../fakes/discord/open-client.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog, type SilentLog } from '../../fakes/silent-log.ts';
import { wire } from '../../fakes/wire.ts';

/** Easel's side of Discord, connected to a played one, on one clock that only the test moves. */
export interface Connected {
  readonly discord: PlayedDiscord;
  readonly clock: ManualClock;
  readonly log: SilentLog;
  readonly platform: Discord;
  /** How many requests were handed over to whoever answers them. */
  handedOver(): number;
  /** Moves the time by so much, letting everything that is on the wire come through. */
  pass(ms: number): Promise<void>;
  /** A new process over the same store, after the end of this one. */
  again(): Promise<Connected>;
}

export interface Hearing {
  readonly onRequest: (request: IncomingRequest) => Promise<void>;
  readonly onGone?: ((jobId: string) => void) | undefined;
}

const STEP_MS = 500;
const ALONE = { id: 'one', isGone: async (id: string) => id !== 'one' };

export async function openConnected(hearing: Hearing): Promise<Connected> {
  const clock = createManualClock();
  const discord = await openDiscord({ clock });
  onTestFinished(() => discord.expectConform());
  const log = createSilentLog();
  const storage = createMemoryStorage();
  const records = createDocuments<DiscordRecord>(storage, 'discord-messages');
  const arrivals = createDocuments<KeptArrival>(storage, 'discord-inbox');
  await restOf(discord).put(Routes.applicationCommands(discord.applicationId), { body: commandBodies(commands) });
  return connect();

  async function connect(): Promise<Connected> {
    const { token, apiUrl } = discord;
    const completions = async () => [];
    const parts = {
      token,
      apiUrl,
      messageContent: false,
      commands,
      completions,
      records,
      arrivals,
      processes: ALONE,
      clock,
      log,
    };
    const platform = createDiscord(parts);
    let handedOver = 0;
    onTestFinished(() => platform.stop());
    await platform.start(async (request) => {
      await hearing.onRequest(request);
      handedOver++;
      discord.world.changed();
    }, hearing.onGone);
    return { discord, clock, log, platform, handedOver: () => handedOver, pass, again };

    async function again(): Promise<Connected> {
      await platform.stop();
      return connect();
    }
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
