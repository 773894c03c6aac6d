import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Anchor } from '#src/ports/chat-platform.ts';
import type { RequestOrigin } from './origin.ts';

/** Where a request came from, as JSON. The response address is a secret, never logged. */
const ANCHOR = z.object({
  platform: z.literal('slack'),
  workspace: z.object({
    teamId: z.string(),
    enterpriseId: z.string().nullable(),
    isEnterpriseInstall: z.boolean(),
  }),
  userId: z.string().min(1),
  channelId: z.string().nullable(),
  threadTs: z.string().nullable(),
  isDirect: z.boolean(),
  responseUrl: z.string().nullable(),
  receivedAt: z.number(),
});

/** What is needed to go on later where a request came from, and the address that leads people back there: into the thread, where it was in one. */
export function anchorOf(origin: RequestOrigin): Anchor {
  const { workspace, userId, channelId, threadTs, isDirect, responseUrl, receivedAt } = origin;
  const handle = {
    ...{ platform: 'slack', workspace: { ...workspace }, userId, channelId, threadTs, isDirect },
    ...{ responseUrl, receivedAt },
  };
  if (channelId === null) return { handle };
  const thread = threadTs === null ? {} : { message_ts: threadTs };
  const where = new URLSearchParams({ channel: channelId, team: workspace.teamId, ...thread });
  return { handle, url: `https://slack.com/app_redirect?${where}` };
}

/** @throws where it is no anchor of ours, which cannot happen. */
export function readAnchor(handle: DeliveryHandle, id: string): RequestOrigin {
  const { platform: _platform, ...origin } = ANCHOR.parse(handle);
  return { ...origin, id, triggerId: null, functionExecutionId: null };
}
