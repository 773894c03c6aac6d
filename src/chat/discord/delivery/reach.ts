import { randomInt } from 'node:crypto';
import { Routes } from 'discord.js';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { Reached } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { ChannelFacts } from '../channel-facts.ts';
import type { DiscordHandle } from '../handle.ts';
import { isThreadType, USUAL_MAX_FILE_BYTES } from '../intake/place.ts';
import { directWay } from './direct.ts';
import { DISCORD_EPOCH } from './old-records.ts';
import { persist } from './persist.ts';
import { lackingIn, usuallyLacking } from './place.ts';
import { asError } from './problem.ts';
import type { Records } from './records.ts';
import type { Send } from './send.ts';

export interface ReachParts {
  readonly records: Records;
  readonly send: Send;
  readonly clock: Clock;
  /** `undefined` while Discord has not told it. */
  readonly applicationId: string | undefined;
  /** What is known of a channel. */
  readonly channelOf: (id: string) => ChannelFacts | undefined;
}

/**
 * Where Easel can speak although nobody asked. Nothing is shown there before something goes through its delivery.
 * @throws {EaselError} `place-forbids` with the permissions' names, `not-found` where the place is gone, another server's or closed,
 * `unavailable` where Discord cannot be reached.
 */
export async function reach(where: Reached, parts: ReachParts): Promise<DiscordHandle> {
  const { applicationId, clock, records } = parts;
  if (applicationId === undefined) throw new EaselError('unavailable', { provider: 'Discord' });
  const channelId = 'personId' in where ? await directWith(where.personId, parts) : await channelIn(where, parts);
  const id = newSnowflake(clock.now());
  // What is shown there stays known for long: a case may be decided weeks later.
  await records.change(id, { reached: true });
  return {
    platform: 'discord',
    id,
    applicationId,
    token: null,
    tokenUntil: 0,
    // Nobody asked, so there is nobody to turn to where the place takes it no more.
    guildId: null,
    channelId,
    messageId: null,
    userId: 'personId' in where ? where.personId : applicationId,
    private: false,
    channelRoute: true,
    canThread: false,
    again: false,
    maxFileBytes: USUAL_MAX_FILE_BYTES,
  };
}

async function directWith(personId: string, { send, clock }: ReachParts): Promise<string> {
  const way = await directWay(personId, { send, clock });
  if ('cause' in way) throw asError(way.kind === 'refused' ? { ...way, kind: 'closed' } : way, 0n);
  return way.channelId;
}

const Channel = z.object({ guild_id: z.string().optional(), type: z.number() });

/** A channel of another server is none: what moderators of one write is never shown in another. */
async function channelIn(
  { tenantId, channelId }: Extract<Reached, { channelId: string }>,
  { send, clock, channelOf }: ReachParts,
): Promise<string> {
  if (!/^\d{1,20}$/.test(channelId)) throw gone();
  const outcome = await persist(clock, () => send({ method: 'GET', route: Routes.channel(channelId) }));
  if (!outcome.ok) throw asError(outcome.problem, usuallyLacking(false));
  const channel = Channel.safeParse(outcome.body).data;
  if (channel?.guild_id === undefined || tenantId !== `discord:${channel.guild_id}`) throw gone();
  const permissions = channelOf(channelId)?.permissions ?? null;
  const lacking = lackingIn({ permissions, isThread: isThreadType(channel.type), installedThere: true });
  if (lacking) throw asError({ kind: 'forbidden', retryAfterMs: 0, cause: new Error('Known before') }, lacking);
  return channelId;
}

const gone = (): EaselError => new EaselError('not-found', { what: 'The place to show this' });

const RANDOM_BITS = 22;

/** An id of ours that tells its time as Discord's do. */
export const newSnowflake = (now: number): string =>
  String(((BigInt(Math.floor(now)) - DISCORD_EPOCH) << BigInt(RANDOM_BITS)) | BigInt(randomInt(2 ** RANDOM_BITS)));
