import { z } from 'zod';
import { text } from '#src/domain/text.ts';
import type { SlackHandle } from '../handle.ts';
import type { FileParts } from './file-info.ts';
import { persist } from './persist.ts';
import { type Problem, problem } from './problem.ts';
import type { Target } from './publish.ts';

const Opened = z.object({ channel: z.object({ id: z.string() }) });

/** A place that may take what is to be shown. */
export interface Candidate {
  readonly kind: 'here' | 'direct';
  open(): Promise<Target | Problem>;
}

/** Where the end of a request may be shown, best first: where it was asked, and the person's own conversation with Easel. */
export function candidatesFor(handle: SlackHandle, parts: FileParts): readonly Candidate[] {
  const { channelId, threadTs, private: isPrivate, isDirect, userId } = handle;
  if (channelId === null) return [directly(handle, [], parts)];
  const here: Candidate = { kind: 'here', open: async () => ({ channelId, threadTs, notes: [] }) };
  // Easel spoke first.
  if (userId === '') return [here];
  // Commands and menus work between two people as well, where Easel has no part.
  if (isDirect) return [here, directly(handle, [], parts)];
  return isPrivate ? [directly(handle, [], parts)] : [here, directly(handle, [movedFrom(handle, channelId)], parts)];
}

/** The same conversation every time. */
function directly({ userId, workspace }: SlackHandle, notes: Target['notes'], parts: FileParts): Candidate {
  return {
    kind: 'direct',
    async open() {
      const channelId = await openDirect(userId, { ...parts, workspace });
      return typeof channelId === 'string' ? { channelId, threadTs: null, notes } : channelId;
    },
  };
}

/** Somebody's own conversation with Easel. */
export async function openDirect(
  userId: string,
  { send, workspace, clock }: Pick<FileParts, 'send' | 'workspace' | 'clock'>,
): Promise<string | Problem> {
  const outcome = await persist(clock, () => send(workspace, 'conversations.open', { users: userId }));
  if (!outcome.ok) return closedWhere(outcome.problem);
  const channelId = Opened.safeParse(outcome.body).data?.channel.id;
  return channelId ?? problem('outcome-unknown', new Error('Slack told no conversation'));
}

/** Whatever Slack has against it: nobody can be reached that way. */
const closedWhere = (why: Problem): Problem => (why.kind === 'refused' ? { ...why, kind: 'channel-gone' } : why);

function movedFrom({ workspace }: SlackHandle, channelId: string) {
  const link = `https://slack.com/app_redirect?${new URLSearchParams({ channel: channelId, team: workspace.teamId })}`;
  return text('You asked for this in ', { link, label: 'a channel' }, ' where Easel cannot show it any more.');
}
