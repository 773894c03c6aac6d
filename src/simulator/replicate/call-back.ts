import { createHmac } from 'node:crypto';

/** The secret all calls are signed with, as `GET /webhooks/default/secret` tells it. */
export const WEBHOOK_SECRET = `whsec_${Buffer.from('the secret of the simulator, 32b').toString('base64')}`;

const PATIENCE_MS = 5000;

interface CallBack {
  readonly address: string;
  /** Of the call, the same when it is repeated. */
  readonly id: string;
  readonly body: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** The headers of a signed call. */
function signedHeaders({ id, body, now }: Omit<CallBack, 'address'>): Readonly<Record<string, string>> {
  const stamp = String(Math.floor(now / 1000));
  const key = Buffer.from(WEBHOOK_SECRET.replace('whsec_', ''), 'base64');
  const signature = createHmac('sha256', key).update(`${id}.${stamp}.${body}`).digest('base64');
  return { 'webhook-id': id, 'webhook-timestamp': stamp, 'webhook-signature': `v1,${signature}` };
}

/** Calls an address on this machine; a stand-in reaches nowhere else. Whether anybody listens does not matter. */
export async function callBack(call: CallBack): Promise<void> {
  if (!isLoopback(call.address)) return;
  try {
    const response = await fetch(call.address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signedHeaders(call) },
      body: call.body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    await response.body?.cancel();
  } catch {
    // The real service would try again; who waits here looks by itself.
  }
}

function isLoopback(address: string): boolean {
  const url = URL.parse(address);
  return url !== null && /^https?:$/.test(url.protocol) && ['127.0.0.1', 'localhost', '[::1]'].includes(url.hostname);
}
