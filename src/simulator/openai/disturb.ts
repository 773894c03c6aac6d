import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import { gone, type Wire } from '../wire.ts';
import type { StreamEvent } from './stream-events.ts';

/** The events of a stream as they leave under a fault. */
export async function* disturbed(
  events: AsyncIterable<StreamEvent>,
  fault: Fault | undefined,
  wire: Wire,
): AsyncGenerator<StreamEvent> {
  const breaksAfter = breakingPoint(fault);
  let sent = 0;
  for await (const event of events) {
    if (sent === breaksAfter) break;
    if (fault?.kind === 'end_without_completed' && event.type.endsWith('.completed')) return;
    yield event;
    sent += 1;
  }
  if (fault?.kind === 'error_event') yield errorEvent(fault.code ?? 'server_error', fault.message);
  if (fault?.kind === 'hang_mid_stream') await gone(wire.signal);
  if (fault?.kind === 'reset_mid_stream') await cutWhenSent(wire);
}

function breakingPoint(fault: Fault | undefined): number {
  if (fault?.kind === 'hang_mid_stream' || fault?.kind === 'reset_mid_stream' || fault?.kind === 'error_event')
    return fault.afterEvents ?? 0;
  return Number.POSITIVE_INFINITY;
}

/** What a stream says when it fails. */
export const errorEvent = (
  code: string,
  message = 'The server had an error while processing your request.',
): StreamEvent => ({
  type: 'error',
  error: {
    type: code === 'moderation_blocked' ? 'image_generation_user_error' : 'server_error',
    code,
    message,
    param: null,
  },
});

/** What was sent before shall arrive, so the cut waits until the last byte has left. */
async function cutWhenSent(wire: Wire): Promise<void> {
  while (wire.unsent() > 0 && !wire.signal.aborted) await pause(2);
  wire.cut();
}
