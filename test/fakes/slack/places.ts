import type { PlayedChannel, PlayedWorkspace } from './state.ts';

/** Whether the application is in a conversation. */
export const isMember = (
  channel: PlayedChannel,
  { workspaces }: { readonly workspaces: readonly PlayedWorkspace[] },
): boolean => workspaces.some(({ botUserId }) => channel.members.has(botUserId));
