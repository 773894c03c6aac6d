import { readCommandState } from '#src/domain/command-state.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/** The press of a button that is a command, as if it was typed; every other request as it is. */
export function asCommand(request: IncomingRequest): IncomingRequest {
  const wish = request.trigger === 'button' ? readCommandState(request.state ?? '') : undefined;
  if (!wish) return request;
  const { state: _state, ...rest } = request;
  return { ...rest, trigger: 'command', ...wish };
}
