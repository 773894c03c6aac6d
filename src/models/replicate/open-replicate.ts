import type { OpenProvider, Webhooks } from '#src/ports/provider.ts';
import { createDurations } from './durations.ts';
import { createReplicateClient } from './replicate-client.ts';
import { createReplicateModel } from './replicate-model.ts';
import { createWakeUps } from './wake-ups.ts';
import { createWebhookReceiver } from './webhook.ts';
import { createWebhookSecret } from './webhook-secret.ts';

/** Replicate, or a server that speaks as it does. */
export const openReplicate: OpenProvider = (connection, { clock, webhooks }) => {
  const client = createReplicateClient(connection);
  const durations = createDurations();
  const wakeUps = createWakeUps();
  const secret = createWebhookSecret(client, clock);
  webhooks?.take(connection.provider, createWebhookReceiver({ secret, wake: wakeUps.wake, clock }));
  const address = callable(connection.provider, webhooks);
  // Calls that cannot be judged are of no use, so without the secret none are asked for.
  const webhook = async () => (address !== undefined && (await secret()) !== undefined ? address : undefined);
  return (entry) => createReplicateModel({ entry, client, clock, connection, durations, wakeUps, webhook });
};

/** The vendor calls https addresses only; plain http is for a stand-in on this machine. */
function callable(provider: string, webhooks: Webhooks | undefined): string | undefined {
  const address = webhooks?.urlFor(provider);
  const url = address === undefined ? null : URL.parse(address);
  if (!url) return undefined;
  return url.protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname) ? url.href : undefined;
}
