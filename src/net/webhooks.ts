import type { WebhookAnswer, WebhookCall, Webhooks } from '#src/ports/provider.ts';

export interface WebhookHub extends Webhooks {
  /** Hands a call to whoever takes those of the provider; `undefined` where nobody does. */
  receive(provider: string, call: WebhookCall): Promise<WebhookAnswer | undefined>;
}

/** Brings providers' calls to those who wait for them. @param publicBaseUrl where this server is reached from outside. */
export function createWebhooks(publicBaseUrl: string): WebhookHub {
  const takers = new Map<string, (call: WebhookCall) => Promise<WebhookAnswer>>();
  const base = publicBaseUrl.replace(/\/+$/, '');
  return {
    urlFor: (provider) => `${base}/webhooks/${encodeURIComponent(provider)}`,
    take: (provider, receive) => void takers.set(provider, receive),
    receive: async (provider, call) => takers.get(provider)?.(call),
  };
}
