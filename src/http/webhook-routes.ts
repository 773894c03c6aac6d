import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Log } from '#src/ports/log.ts';
import type { WebhookAnswer, WebhookCall } from '#src/ports/provider.ts';

export interface WebhookRoutesParts {
  /** Judges a call; `undefined` where nothing of that name takes calls. */
  readonly receive: (provider: string, call: WebhookCall) => Promise<WebhookAnswer | undefined>;
  readonly log: Log;
}

/** A prediction with its logs and a picture written out as a data URL is the most that comes. */
const MAX_BYTES = 16 * 1_048_576;

/**
 * `POST /webhooks/PROVIDER`: where providers call. Anybody may call here, so nothing is believed before the provider's part has
 * judged the signature, and the answer says no more than whether that was right.
 */
export function webhookRoutes({ receive, log }: WebhookRoutesParts): Hono {
  const routes = new Hono();
  const tooLarge = bodyLimit({ maxSize: MAX_BYTES, onError: (context) => context.text('Too large.\n', 413) });

  routes.post('/webhooks/:provider', tooLarge, async (context) => {
    const provider = context.req.param('provider');
    // The very bytes: a body parsed and written again has another signature.
    const call = { headers: context.req.header(), body: await context.req.text() };
    const answer = await receive(provider, call);
    if (answer === undefined) return context.notFound();
    if (answer === 'refused') {
      log.warn({ provider }, 'A webhook call was refused');
      return context.text('Refused.\n', 401);
    }
    // Also where nobody waits for it: another answer would only make the provider call again.
    log.debug({ provider, answer }, 'A webhook call came');
    return context.body(null, 204);
  });

  return routes;
}
