import { z } from 'zod';
import { messagePayload } from '../payloads.ts';
import { isMember } from '../places.ts';
import { refusal } from '../refusal.ts';
import { messageKey, type World } from '../state.ts';
import { missingScope } from './conversations.ts';
import { type Methods, readArgs, visible, yes } from './method.ts';

const Args = z.looseObject({
  channel: z.string(),
  ts: z.string(),
  latest: z.string().optional(),
  oldest: z.string().optional(),
  inclusive: yes.optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().optional(),
});

/** `conversations.replies`: a thread by pages, from its beginning. */
export const replyMethods = (world: World): Methods => ({
  'conversations.replies': {
    needs: [],
    answer(given, caller) {
      const { channel: id, ts, latest, oldest = '0', inclusive = false, limit = 1000, cursor } = readArgs(Args, given);
      const channel = visible(world, caller, id);
      const scope = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[channel.kind];
      if (!caller.installation.scopes.has(`${scope}:history`)) throw missingScope(caller, `${scope}:history`);
      if (!isMember(channel, caller)) throw refusal('not_in_channel');
      const named = world.messages.get(messageKey(id, ts));
      if (!named || named.deleted) throw refusal('thread_not_found');
      const root = named.threadTs ?? named.ts;
      const isWithin = (at: number) =>
        (at > Number(oldest) && at < Number(latest ?? Number.POSITIVE_INFINITY)) ||
        (inclusive && [oldest, latest].some((edge) => Number(edge) === at));
      const all = [...world.messages.values()]
        .filter((one) => one.channelId === id && !one.deleted && one.ephemeralFor === null)
        .filter((one) => one.ts === root || (one.threadTs === root && isWithin(Number(one.ts))))
        .toSorted((one, other) => Number(one.ts) - Number(other.ts));
      const from = Number(cursor ?? 0);
      const to = from + limit;
      return {
        messages: all.slice(from, to).map((message) => messagePayload(world, message)),
        has_more: to < all.length,
        ...(to < all.length && { response_metadata: { next_cursor: String(to) } }),
      };
    },
  },
});
