import { onTestFinished } from 'vitest';
import { createGateway, type Gateway, type GatewayParts } from '#src/chat/discord/gateway.ts';
import type { DiscordOptions, PlayedDiscord } from '../../fakes/discord/discord.ts';
import { openDiscord } from '../../fakes/discord/open-client.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createSilentLog, type SilentLog } from '../../fakes/silent-log.ts';

/** A gateway of ours on a played Discord, not started yet. Our waits are on a clock that only the test moves; discord.js has its own. */
export interface Listening {
  readonly discord: PlayedDiscord;
  readonly gateway: Gateway;
  readonly clock: ManualClock;
  readonly log: SilentLog;
  /** Ids of the interactions, messages and deletions that came, in order. */
  readonly heard: readonly string[];
  start(): Promise<void>;
  /** How long it waits before each further attempt, so far. */
  waits(): readonly unknown[];
  /** What was logged, in order. */
  said(): readonly string[];
}

export async function openListening(
  wish: DiscordOptions & { readonly onDiscord?: PlayedDiscord; readonly parts?: Partial<GatewayParts> } = {},
): Promise<Listening> {
  const discord = wish.onDiscord ?? (await openDiscord(wish));
  const clock = createManualClock();
  const log = createSilentLog();
  const { token, apiUrl } = discord;
  const heard: string[] = [];
  const gateway = createGateway({
    token,
    apiUrl,
    messageContent: false,
    clock,
    log,
    // Without it discord.js waits five seconds before it identifies again.
    clientOptions: { ws: { buildIdentifyThrottler: async () => ({ waitForIdentify: async () => undefined }) } },
    ...wish.parts,
  });
  onTestFinished(() => gateway.stop());
  return {
    discord,
    gateway,
    clock,
    log,
    heard,
    start: () =>
      gateway.start({
        interaction: ({ id }) => void heard.push(id),
        message: ({ id }) => void heard.push(id),
        deleted: (ids) => void heard.push(...ids),
      }),
    waits: () => log.lines.flatMap(({ fields }) => fields.againInMs ?? []),
    said: () => log.lines.map(({ message }) => message),
  };
}
