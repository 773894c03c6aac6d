import { setTimeout as pause } from 'node:timers/promises';
import type { Fault } from '../faults.ts';
import type { StreamEvent } from './stream-events.ts';

/** What a fault may do to the connection. */
export interface Wire {
  /** Aborts when the connection is gone. */
  readonly signal: AbortSignal;
  /** Bytes given to the connection but not yet sent. */
  unsent(): number;
  /** Closes it at once, without an end of the answer. */
  cut(): void;
  /** Resets it. */
  reset(): void;
}

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

/** Resolves when the connection is gone. */
export const gone = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });

/** What was sent before shall arrive, so the cut waits until the last byte has left. */
async function cutWhenSent(wire: Wire): Promise<void> {
  while (wire.unsent() > 0 && !wire.signal.aborted) await pause(2);
  wire.cut();
}
