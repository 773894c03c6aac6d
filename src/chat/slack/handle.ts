import { z } from 'zod';
import type { DeliveryHandle } from '#src/domain/job.ts';

/** The way back to one request: everything that any process needs to go on with it. The response address is a secret, never logged. */
const HANDLE = z.object({
  platform: z.literal('slack'),
  /** Of the request: our record of what was shown is kept under it. */
  id: z.string().min(1),
  workspace: z.object({
    teamId: z.string(),
    enterpriseId: z.string().nullable(),
    isEnterpriseInstall: z.boolean(),
  }),
  /** Where it is shown; null where only the person's own conversation with Easel is left, which is opened when needed. */
  channelId: z.string().nullable(),
  threadTs: z.string().nullable(),
  /** Of the message that said that the request arrived; null where none did. */
  messageTs: z.string().nullable(),
  /** Who asked. */
  userId: z.string(),
  private: z.boolean(),
  isDirect: z.boolean(),
  responseUrl: z.string().nullable(),
  /** Epoch milliseconds: from here on the response address is taken for dead, a minute before it is. */
  responseUntil: z.number(),
  functionExecutionId: z.string().nullable(),
  /** The event was answered before, by another delivery of it. */
  again: z.boolean().default(false),
});

export type SlackHandle = z.infer<typeof HANDLE>;

/** @throws where it is no handle of ours, which cannot happen. */
export const readHandle = (handle: DeliveryHandle): SlackHandle => HANDLE.parse(handle);
