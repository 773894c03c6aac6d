import { Routes } from 'discord.js';
import type { Clock } from '#src/ports/clock.ts';
import { persist } from './persist.ts';
import type { Problem } from './problem.ts';
import type { Send } from './send.ts';
import { channelWay, idIn, type Way } from './ways.ts';

/** Opens the direct messages with somebody; Discord gives the same channel every time. */
export async function directWay(
  userId: string,
  { send, clock }: { readonly send: Send; readonly clock: Clock },
): Promise<Way | Problem> {
  const open = () => send({ method: 'POST', route: Routes.userChannels(), body: { recipient_id: userId } });
  const outcome = await persist(clock, open);
  if (!outcome.ok) return outcome.problem;
  const channelId = idIn(outcome.body);
  if (channelId === undefined) throw new Error('Discord told no channel.');
  return channelWay(channelId, send);
}
