import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Context } from 'hono';

/** Both ends of one connection, as Node sees them. */
export interface Ends {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** Of a request; absent where no server is in between, as in some tests. */
export function endsOf({ env }: Context): Ends | undefined {
  // Proof: `listen` binds what node-server hands it, over HTTP/1.1; anything else has no such bindings.
  const bound = env as Partial<Ends> | undefined;
  return bound?.incoming && bound.outgoing ? { incoming: bound.incoming, outgoing: bound.outgoing } : undefined;
}
