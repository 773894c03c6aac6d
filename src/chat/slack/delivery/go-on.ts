import { randomUUID } from 'node:crypto';
import type { DeliveryHandle } from '#src/domain/job.ts';
import type { Arrived } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import { readAnchor } from '../anchor.ts';
import type { SlackHandle } from '../handle.ts';
import type { SlackRecord } from './records.ts';
import { createReplies } from './replies.ts';
import type { Send } from './send.ts';

interface Parts {
  readonly send: Send;
  readonly records: Documents<SlackRecord>;
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * Says that something arrived from a page, as if it had been said where the page was asked for: in its thread, where there is one.
 * @throws {EaselError} `place-forbids`, and nothing was posted.
 */
export const goOn = (anchor: DeliveryHandle, { visibility }: Arrived, parts: Parts): Promise<SlackHandle> =>
  createReplies(parts)
    .open(readAnchor(anchor, `page:${randomUUID()}`))
    .ack(visibility);
