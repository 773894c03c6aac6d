import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Call, Env } from '../call.ts';
import { type DialectParts, FORBIDDEN } from '../dialect.ts';
import { type Fault, isTaken } from '../faults.ts';
import { keyRefusal, refuse, reply } from '../openai/call.ts';
import { chatCompletion } from '../openai/chat.ts';
import { openAiFault } from '../openai/fault-answer.ts';
import { readForm, readJson, type Sent } from '../openai/read-sent.ts';
import { isRefusal, moderationBlocked, type Refusal, tooLarge } from '../openai/refusal.ts';
import { badOutput, fromShelf } from '../results.ts';
import { wireOf } from '../wire.ts';
import { answer } from './answer.ts';
import { pathOf, recorded } from './call.ts';
import { type CompatibleOrder, type Route, readOrder } from './order.ts';
import { isRefused, kindOf, listedModels, needsKey, refused } from './servers.ts';

/** LocalAI takes pictures within JSON; its usual limit is 15 MB, the others have none. */
const MAX_BODY_BYTES = 100_000_000;

/** Servers that speak about as OpenAI's images API does, to be mounted at `/compatible/v1`. */
export function compatibleRoutes(parts: DialectParts): Hono<Env> {
  const routes = new Hono<Env>();
  routes.use(bodyLimit({ maxSize: MAX_BODY_BYTES, onError: (call: Call) => oversized(call, parts) }));
  routes.get('/generated-images/:name', (call) => fromShelf(parts.shelf, call.req.param('name')));
  routes.get('/bad-output/:how', (call) => badOutput(call, call.req.param('how')));
  routes.get('/models', (call) => asked(call, undefined, parts, (id) => reply(id, MODEL_LIST)));
  routes.post('/chat/completions', async (call) => {
    const sent = await readJson(call.req.raw);
    return asked(call, sent, parts, (id) => chatted(id, sent, parts));
  });
  routes.post('/images/generations', (call) => pictures(call, 'generations', parts));
  routes.post('/images/edits', (call) => pictures(call, 'edits', parts));
  routes.post('/images/inpainting', (call) => pictures(call, 'inpainting', parts));
  routes.onError(() => reply(parts.newRequestId(), { error: 'server_error', message: 'unexpected' }, 500));
  routes.all('*', (call) => asked(call, undefined, parts, (id) => reply(id, { error: 'not found' }, 404)));
  return routes;
}

const MODEL_LIST = { object: 'list', data: listedModels() };

function oversized(call: Call, { log, newRequestId }: DialectParts): Response {
  log.add(recorded(call, undefined));
  return refuse(newRequestId(), tooLarge(MAX_BODY_BYTES));
}

/** Everything but pictures. */
async function asked(
  call: Call,
  sent: Sent | Refusal | undefined,
  { log, faults, newRequestId }: DialectParts,
  respond: (requestId: string) => Response,
): Promise<Response> {
  const requestId = newRequestId();
  log.add(recorded(call, sent));
  const fault = faults.take({ path: pathOf(call), pictures: false, streamed: false });
  const refusal = wrongKeyOnly(call);
  return (
    (await openAiFault(fault, requestId, wireOf(call))) ?? (refusal ? refuse(requestId, refusal) : respond(requestId))
  );
}

function chatted(requestId: string, sent: Sent | Refusal, { now }: DialectParts): Response {
  const said = isRefusal(sent) ? sent : chatCompletion(sent, requestId, Math.floor(now() / 1000));
  return isRefusal(said) ? refuse(requestId, said) : reply(requestId, said);
}

/** A key may be left out, but not be wrong. */
const wrongKeyOnly = (call: Call): Refusal | undefined =>
  call.req.header('authorization') === undefined ? undefined : keyRefusal(call);

async function pictures(call: Call, route: Route, parts: DialectParts): Promise<Response> {
  const requestId = parts.newRequestId();
  const wire = wireOf(call);
  const sent = await (route === 'generations' ? readJson(call.req.raw, MAX_BODY_BYTES) : readForm(call.req.raw));
  parts.log.add(recorded(call, sent));
  const fault = parts.faults.take({ path: pathOf(call), pictures: true, streamed: false });
  if (isRefusal(sent)) return reply(requestId, { error: sent.error.message }, sent.status);
  const kind = kindOf(sent.fields.model);
  const refusal = needsKey(kind) ? keyRefusal(call) : wrongKeyOnly(call);
  if (refusal) return refuse(requestId, refusal);
  if (!kind) return reply(requestId, { error: 'model not found' }, 404);
  const order = await readOrder(kind, route, sent);
  if (isRefused(order)) return reply(requestId, order.refusal, order.status);
  // No such server has a filter; this one refuses the word so that a refusal can be seen.
  if (FORBIDDEN.test(order.prompt)) return refuse(requestId, moderationBlocked('input', ['violence'], requestId));
  if (isTaken(fault)) parts.onTaken();
  if (fault?.kind === 'server_error') {
    const { refusal: body, status } = refused(kind, 500, 'generate_image returned no results');
    return reply(requestId, body, status);
  }
  return (await openAiFault(fault, requestId, wire)) ?? deliver(call, order, { parts, requestId, fault });
}

interface Delivery {
  readonly parts: DialectParts;
  readonly requestId: string;
  readonly fault: Fault | undefined;
}

async function deliver(call: Call, order: CompatibleOrder, { parts, requestId, fault }: Delivery): Promise<Response> {
  const { signal } = wireOf(call);
  const base = `${new URL(call.req.url).origin}/compatible/v1`;
  const shelve = (bytes: Buffer, type: string): string =>
    fault?.kind === 'bad_output'
      ? `${base}/bad-output/${fault.how}`
      : `${base}/generated-images/${parts.shelf.put(bytes, type)}`;
  try {
    const terms = {
      turns: parts.turns,
      fault,
      signal,
      salt: parts.newSalt(),
      paceMs: fault?.kind === 'slow' ? fault.ms : parts.paceMs,
      created: Math.floor(parts.now() / 1000),
      shelve,
    };
    return reply(requestId, await answer(order, terms));
  } catch {
    // Whoever hung up hears nothing; everything else was checked before, so it is ours.
    const { refusal, status } = refused(order.kind, 500, 'unexpected');
    return signal.aborted ? RESPONSE_ALREADY_SENT : reply(requestId, refusal, status);
  }
}
