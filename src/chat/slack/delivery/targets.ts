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
  const { channelId, threadTs, private: isPrivate, isDirect } = handle;
  if (channelId === null) return [directly(handle, [], parts)];
  const here: Candidate = { kind: 'here', open: async () => ({ channelId, threadTs, notes: [] }) };
  // Commands and menus work between two people as well, where Easel has no part.
  if (isDirect) return [here, directly(handle, [], parts)];
  return isPrivate ? [directly(handle, [], parts)] : [here, directly(handle, [movedFrom(handle, channelId)], parts)];
}

/** The same conversation every time. */
function directly({ userId, workspace }: SlackHandle, notes: Target['notes'], { send, clock }: FileParts): Candidate {
  return {
    kind: 'direct',
    async open() {
      const outcome = await persist(clock, () => send(workspace, 'conversations.open', { users: userId }));
      if (!outcome.ok) return closedWhere(outcome.problem);
      const channelId = Opened.safeParse(outcome.body).data?.channel.id;
      if (channelId === undefined) return problem('outcome-unknown', new Error('Slack told no conversation'));
      return { channelId, threadTs: null, notes };
    },
  };
}

/** Whatever Slack has against it: nobody can be reached that way. */
const closedWhere = (why: Problem): Problem => (why.kind === 'refused' ? { ...why, kind: 'channel-gone' } : why);

function movedFrom({ workspace }: SlackHandle, channelId: string) {
  const link = `https://slack.com/app_redirect?${new URLSearchParams({ channel: channelId, team: workspace.teamId })}`;
  return text('You asked for this in ', { link, label: 'a channel' }, ' where Easel cannot show it any more.');
}
