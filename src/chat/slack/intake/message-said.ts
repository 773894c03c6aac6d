import type { ImageRef } from '#src/domain/job.ts';
import { readVersionOrder } from '#src/domain/version-order.ts';
import { addressOf, isForOthers, wordsOf } from './addressed.ts';
import type { MessageEvent } from './message-event.ts';
import { picturesOf } from './message-pictures.ts';
import type { Around, IntakeParts } from './parts.ts';
import type { Came, Said } from './said.ts';

export type HearParts = Pick<IntakeParts, 'sessions' | 'plainReplies' | 'jobOfMessage' | 'threadPictures'>;

/** What somebody wrote, where it is said to Easel; `undefined` where it is not. */
export async function hear(event: MessageEvent, around: Around, parts: HearParts): Promise<Came | undefined> {
  const { botUserId, workspace } = around;
  const { channelId } = event;
  if (event.userId === botUserId) return undefined;
  const address = addressOf(event, botUserId);
  const prompt = wordsOf(event, botUserId);
  if (address === 'plain' && !(await isTalkOfOurs(event, prompt, parts))) return undefined;
  const own = picturesOf(event.raw, { workspace, channelId, isOurs: false });
  // An order about a version is about no picture that somebody posted since.
  const isWhole = own.length > 0 || readVersionOrder(prompt) !== undefined;
  const images = isWhole ? own : await postedBefore(event, around, parts);
  const mayMiss = event.threadTs !== null && !event.isDirect && !parts.threadPictures;
  const said = { ...saidIn(event, prompt, images, parts), ...(mayMiss && { mayMissPictures: true as const }) };
  return { origin: originOf(event, address), userName: event.userName, said };
}

/** Pictures alone, among people, are shown to each other. */
async function isTalkOfOurs(
  event: MessageEvent,
  prompt: string,
  { plainReplies, sessions }: HearParts,
): Promise<boolean> {
  if (!plainReplies || event.threadTs === null || prompt === '' || isForOthers(event)) return false;
  return sessions.isFresh(event.channelId, event.threadTs);
}

/** A picture that somebody posted in the thread after the last one of ours, or that the thread is about. */
async function postedBefore(
  { channelId, threadTs, ts }: MessageEvent,
  around: Around,
  { threadPictures }: HearParts,
): Promise<readonly ImageRef[]> {
  if (threadTs === null || !threadPictures) return [];
  return threadPictures({ channelId, threadTs, before: ts }, around);
}

function saidIn(
  { channelId, threadTs }: MessageEvent,
  prompt: string,
  images: readonly ImageRef[],
  { jobOfMessage }: HearParts,
): Said {
  return {
    trigger: 'message',
    name: '',
    options: { prompt },
    images: { image: images },
    ...(threadTs !== null && { begunBy: () => jobOfMessage(channelId, threadTs) }),
  };
}

/** The mention and the message of one post have one id. In channels each answer has a thread, below the words that asked. */
const originOf = (event: MessageEvent, address: 'direct' | 'mention' | 'plain'): Came['origin'] => ({
  id: `${event.channelId}:${event.ts}`,
  userId: event.userId,
  channelId: event.channelId,
  threadTs: event.threadTs ?? (address === 'direct' ? null : event.ts),
  isDirect: event.isDirect,
  responseUrl: null,
  triggerId: null,
  functionExecutionId: null,
});
