import { isValidSlackRequest } from '@slack/bolt';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Transport } from './transport.ts';

export interface HttpTransportParts {
  readonly signingSecret: string;
  readonly take: (payload: unknown) => Promise<boolean>;
  readonly clock: Clock;
  readonly log: Log;
}

const MAX_BYTES = 4 * 1_048_576;
const WINDOW_MS = 5 * 60_000;

/** `POST /slack/events`: where Slack calls with events, commands and everything that is pressed. */
export function createHttpTransport(parts: HttpTransportParts): Transport {
  const routes = new Hono();
  const tooLarge = bodyLimit({ maxSize: MAX_BYTES, onError: (context) => context.text('Too large.\n', 413) });
  routes.post('/slack/events', tooLarge, (context) => answer(context, parts));
  return {
    by: 'http',
    routes,
    start: async () => undefined,
    stop: async () => undefined,
    state: () => ({ kind: 'up' }),
  };
}

async function answer(context: Context, { take, ...judging }: HttpTransportParts): Promise<Response> {
  // The very bytes: a body parsed and written again has another signature.
  const raw = await context.req.text();
  const isForm = context.req.header('content-type')?.startsWith('application/x-www-form-urlencoded') ?? false;
  const form = isForm ? new URLSearchParams(raw) : undefined;
  // Slack only tries whether it is encrypted, without a signature; nothing else in it counts.
  if (form?.get('ssl_check') === '1') return context.body(null, 200);
  if (!isSlacks(context, raw, judging)) {
    judging.log.warn({}, 'A call to /slack/events was refused: it is not signed by Slack, or too old');
    return context.text('Refused.\n', 401);
  }
  const payload = payloadOf(raw, form);
  if (payload === undefined) return context.text('The body is not what Slack sends.\n', 400);
  const challenge = challengeOf(payload);
  if (challenge !== undefined) return context.json({ challenge });
  return (await take(payload)) ? context.body(null, 200) : context.text('Not taken. Send it again.\n', 503);
}

function isSlacks(
  { req }: Context,
  body: string,
  { signingSecret, clock }: Pick<HttpTransportParts, 'signingSecret' | 'clock'>,
): boolean {
  const [signature, time] = [req.header('x-slack-signature'), req.header('x-slack-request-timestamp') ?? ''];
  // As Slack writes it: Bolt signs the number again, and would take one with zeros before it for the same.
  if (signature === undefined || !/^[1-9]\d{0,11}$/.test(time)) return false;
  const [seconds, now] = [Number(time), clock.now()];
  // Bolt looks only at how old it is; from the future it could be sent again for as long.
  if (seconds * 1000 > now + WINDOW_MS) return false;
  const headers = { 'x-slack-signature': signature, 'x-slack-request-timestamp': seconds };
  return isValidSlackRequest({ signingSecret, body, headers, nowMilliseconds: now });
}

/** Events are JSON; what is pressed is JSON in a form's field, and a command is a form. */
function payloadOf(raw: string, form: URLSearchParams | undefined): object | undefined {
  const json = form ? form.get('payload') : raw;
  if (json === null) return form && Object.fromEntries(form);
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

function challengeOf(payload: object): string | undefined {
  if (!('type' in payload) || payload.type !== 'url_verification' || !('challenge' in payload)) return undefined;
  return typeof payload.challenge === 'string' ? payload.challenge : '';
}
