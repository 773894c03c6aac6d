import { z } from 'zod';
import { messagePayload } from '../payloads.ts';
import { isMember } from '../places.ts';
import { refusal } from '../refusal.ts';
import type { PlayedMessage, World } from '../state.ts';
import { missingScope } from './conversations.ts';
import { type Caller, type Methods, readArgs, visible, yes } from './method.ts';

const Range = z.looseObject({
  channel: z.string(),
  latest: z.string().optional(),
  oldest: z.string().optional(),
  inclusive: yes.optional(),
  limit: z.coerce.number().int().min(1).max(1000).optional(),
  cursor: z.string().optional(),
  include_all_metadata: yes.optional(),
});
const InThread = z.looseObject({ ...Range.shape, ts: z.string() });

/** What was said in a conversation, by pages. */
export const replyMethods = (world: World): Methods => ({
  /** The newest first; of threads what they begin with, and what was said to the whole channel too. */
  'conversations.history': {
    needs: [],
    answer(given, caller) {
      const range = readArgs(Range, given);
      const all = saidIn(world, range.channel, caller)
        .filter(({ threadTs, ts, broadcast }) => threadTs === null || threadTs === ts || broadcast)
        .filter(({ ts }) => isWithin(range, Number(ts)));
      return pageOf(world, all.toReversed(), { ...range, limit: range.limit ?? 100 });
    },
  },

  /** A thread, from its beginning. */
  'conversations.replies': {
    needs: [],
    answer(given, caller) {
      const { ts, ...range } = readArgs(InThread, given);
      const said = saidIn(world, range.channel, caller);
      const named = said.find((one) => one.ts === ts);
      if (!named) throw refusal('thread_not_found');
      const root = named.threadTs ?? named.ts;
      const all = said.filter((one) => one.ts === root || (one.threadTs === root && isWithin(range, Number(one.ts))));
      return pageOf(world, all, { ...range, limit: range.limit ?? 1000 });
    },
  },
});

/** In the order of time. */
function saidIn(world: World, id: string, caller: Caller): PlayedMessage[] {
  const channel = visible(world, caller, id);
  const scope = { channel: 'channels', group: 'groups', im: 'im', mpim: 'mpim' }[channel.kind];
  if (!caller.installation.scopes.has(`${scope}:history`)) throw missingScope(caller, `${scope}:history`);
  if (!isMember(channel, caller)) throw refusal('not_in_channel');
  return [...world.messages.values()]
    .filter((one) => one.channelId === id && !one.deleted && one.ephemeralFor === null)
    .toSorted((one, other) => Number(one.ts) - Number(other.ts));
}

const isWithin = ({ oldest = '0', latest, inclusive = false }: z.infer<typeof Range>, at: number): boolean =>
  (at > Number(oldest) && at < Number(latest ?? Number.POSITIVE_INFINITY)) ||
  (inclusive && [oldest, latest].some((edge) => Number(edge) === at));

type Paged = Pick<z.infer<typeof Range>, 'cursor' | 'include_all_metadata'> & { readonly limit: number };

function pageOf(world: World, all: readonly PlayedMessage[], { cursor, limit, ...wish }: Paged) {
  const from = Number(cursor ?? 0);
  const to = from + limit;
  return {
    messages: all.slice(from, to).map((message) => {
      const { metadata, ...payload } = messagePayload(world, message);
      return wish.include_all_metadata && metadata ? { ...payload, metadata } : payload;
    }),
    has_more: to < all.length,
    ...(to < all.length && { response_metadata: { next_cursor: String(to) } }),
  };
}
