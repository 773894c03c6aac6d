import { readCommandState } from '#src/domain/command-state.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';

/** What a request says, and whether the form of its command is wanted first. */
export interface Meant {
  readonly request: IncomingRequest;
  readonly asks: boolean;
}

/** The press of a button that is a command, as if it was typed; every other request as it is. */
export function asCommand(request: IncomingRequest): Meant {
  const wish = request.trigger === 'button' ? readCommandState(request.state ?? '') : undefined;
  if (!wish) return { request, asks: false };
  const { state: _state, ...rest } = request;
  const { name, options, asks } = wish;
  return { request: { ...rest, trigger: 'command', name, options }, asks };
}
