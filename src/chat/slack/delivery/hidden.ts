import { EaselError } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import type { ResultCard } from '#src/ports/cards.ts';
import type { SlackHandle } from '../handle.ts';
import { layNotice } from '../layout/notice.ts';
import { type Content, keyOf } from './content.ts';

/** Whether a result is not for everybody to see where it was asked for. */
export const isHiddenHere = (
  { spoiler, shared }: ResultCard,
  { private: isPrivate, isDirect, channelId }: SlackHandle,
): boolean => spoiler === true && !shared && !isPrivate && !isDirect && channelId !== null;

/** The way to the owner's own conversation with Easel, as if it had been asked for in private. */
export const aloneOf = (handle: SlackHandle): SlackHandle => ({
  ...handle,
  id: `${handle.id}:owner`,
  private: true,
  messageTs: null,
});

/** What the others see of it, without its words, which may be the reason. @param told whether its owner has it. */
export function hiddenContent({ jobId, owner }: ResultCard, told: boolean): Content {
  const name = { bold: owner.displayName };
  const words = told
    ? text("This workspace's rules hide this result. ", name, ' has it, and can share it.')
    : text("This workspace's rules hide this result, and ", name, ' takes no messages from Easel. ', ...HISTORY);
  return { key: keyOf('hidden', [jobId, told]), drafts: [{ images: [], natives: [], lay: () => [layNotice(words)] }] };
}

const HISTORY = text({ code: '/history' }, ' has it.');

/** @returns false where it can never be shown there. @throws anything else. */
export function isUnreachable(thrown: unknown): false {
  if (thrown instanceof EaselError && (thrown.code === 'not-found' || thrown.code === 'place-forbids')) return false;
  throw thrown;
}
