import { createHttpTransport } from './http-transport.ts';
import type { SlackParts } from './parts.ts';
import { createSocketTransport } from './socket-transport.ts';
import type { Transport } from './transport.ts';

type Parts = Pick<SlackParts, 'transport' | 'apiUrl' | 'clock' | 'log'>;

/** The way events come by, whichever is set up. */
export function openTransport(
  { transport, apiUrl, clock, log }: Parts,
  take: (payload: unknown) => Promise<boolean>,
): Transport {
  const shared = { take, clock, log };
  return transport.kind === 'socket'
    ? createSocketTransport({ ...shared, apiUrl, appToken: transport.appToken })
    : createHttpTransport({ ...shared, signingSecret: transport.signingSecret });
}
