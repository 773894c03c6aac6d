import type { Place } from '#src/ports/chat-platform.ts';
import type { RequestOrigin, Workspace } from '../origin.ts';

/** Where credits, jobs and rules belong: the workspace, or the organisation where Slack names no workspace. */
export const tenantOf = ({ teamId, enterpriseId }: Workspace): string => `slack:${teamId || (enterpriseId ?? '')}`;

/** Conversations of one person with one other, such as Easel, have ids of their own kind. */
export const isDirectChannel = (channelId: string): boolean => channelId.startsWith('D');

/** Without a channel it is the person's own conversation with Easel, by the name that Slack takes for it. */
export function placeOf({
  workspace,
  channelId,
  threadTs,
  isDirect,
  userId,
}: Pick<RequestOrigin, 'workspace' | 'channelId' | 'threadTs' | 'isDirect' | 'userId'>): Place {
  const tenantId = tenantOf(workspace);
  if (channelId === null) return { platform: 'slack', tenantId, channelId: userId, isDirect: true };
  return {
    platform: 'slack',
    tenantId,
    channelId: threadTs === null ? channelId : `${channelId}/${threadTs}`,
    ...(threadTs !== null && { isThread: true, parentId: channelId }),
    ...(isDirect && { isDirect }),
  };
}
