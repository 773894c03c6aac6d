import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Call, Env } from '../call.ts';
import { type DialectParts, FORBIDDEN } from '../dialect.ts';
import { type Fault, isTaken } from '../faults.ts';
import { fromShelf } from '../results.ts';
import { type Wire, wireOf } from '../wire.ts';
import { answerJson } from './answer-json.ts';
import { keyRefusal, pathOf, recorded, refuse, reply } from './call.ts';
import { chatCompletion } from './chat.ts';
import { openAiFault } from './fault-answer.ts';
import { findModel, listed, MODELS } from './models.ts';
import { moderation } from './moderation.ts';
import { type Order, readOrder } from './order.ts';
import { MAX_BODY_BYTES, MAX_PICTURE_LENGTH, MAX_TEXT_BYTES, readForm, readJson, type Sent } from './read-sent.ts';
import {
  isRefusal,
  moderationBlocked,
  type Refusal,
  serverFailed,
  tooLarge,
  unknownModel,
  unknownPath,
} from './refusal.ts';
import { streamResponse } from './stream-response.ts';

/** OpenAI's images API, to be mounted at `/v1`. */
export function openAiRoutes(parts: DialectParts): Hono<Env> {
  const routes = new Hono<Env>();
  routes.use('/images/generations', limited(parts, MAX_TEXT_BYTES * 2));
  routes.use(limited(parts, MAX_BODY_BYTES));
  routes.get('/files/:name', (call) => fromShelf(parts.shelf, call.req.param('name')));
  routes.get('/models', (call) => asked(call, parts, (id) => reply(id, { object: 'list', data: MODELS.map(listed) })));
  routes.get('/models/:id', (call) => asked(call, parts, (id) => oneModel(id, call.req.param('id'))));
  routes.post('/chat/completions', (call) => chatted(call, parts));
  routes.post('/moderations', (call) => moderated(call, parts));
  routes.post('/images/generations', (call) => pictures(call, 'generations', parts));
  routes.post('/images/edits', (call) => pictures(call, 'edits', parts));
  routes.onError(() => refuse(parts.newRequestId(), serverFailed()));
  routes.all('*', (call) => asked(call, parts, (id) => refuse(id, unknownPath(call.req.method, call.req.path))));
  return routes;
}

const limited = ({ log, newRequestId }: DialectParts, maxSize: number) =>
  bodyLimit({
    maxSize,
    onError: (call: Call) => {
      log.add(recorded(call, undefined));
      return refuse(newRequestId(), tooLarge(maxSize));
    },
  });

/** Everything but pictures. */
async function asked(
  call: Call,
  parts: DialectParts,
  answer: (requestId: string) => Response,
  sent?: Sent | Refusal,
): Promise<Response> {
  const requestId = parts.newRequestId();
  parts.log.add(recorded(call, sent));
  const fault = parts.faults.take({ path: pathOf(call), pictures: false, streamed: false });
  const refusal = keyRefusal(call);
  return (
    (await openAiFault(fault, requestId, wireOf(call))) ?? (refusal ? refuse(requestId, refusal) : answer(requestId))
  );
}

async function chatted(call: Call, parts: DialectParts): Promise<Response> {
  const sent = await readJson(call.req.raw);
  const answer = (id: string): Response => {
    const said = isRefusal(sent) ? sent : chatCompletion(sent, id, Math.floor(parts.now() / 1000));
    return isRefusal(said) ? refuse(id, said) : reply(id, said);
  };
  return asked(call, parts, answer, sent);
}

async function moderated(call: Call, parts: DialectParts): Promise<Response> {
  const sent = await readJson(call.req.raw, MAX_PICTURE_LENGTH);
  const answered = isRefusal(sent) ? sent : await moderation(sent, parts.newRequestId());
  return asked(
    call,
    parts,
    (id) => (isRefusal(answered) ? refuse(id, answered) : reply(id, answered)),
    withoutBytes(sent),
  );
}

/** What is kept of a request for who looks later has no pictures. */
function withoutBytes(sent: Sent | Refusal): Sent | Refusal {
  if (isRefusal(sent)) return sent;
  const fields = JSON.parse(
    JSON.stringify(sent.fields, (_name, value) => (isDataUrl(value) ? shortUrl(value) : value)),
  );
  return { ...sent, fields };
}

const isDataUrl = (value: unknown): value is string => typeof value === 'string' && value.startsWith('data:');

const shortUrl = (url: string): string => `${url.slice(0, url.indexOf(',') + 1)}<${url.length} characters>`;

function oneModel(requestId: string, id: string): Response {
  const model = findModel(id);
  return model ? reply(requestId, listed(model)) : refuse(requestId, unknownModel(id));
}

async function pictures(call: Call, route: Order['route'], parts: DialectParts): Promise<Response> {
  const [requestId, wire] = [parts.newRequestId(), wireOf(call)];
  const sent = await (route === 'generations' ? readJson : readForm)(call.req.raw);
  parts.log.add(recorded(call, sent));
  const fault = parts.faults.take({
    path: pathOf(call),
    pictures: true,
    streamed: !isRefusal(sent) && sent.fields.stream === true,
  });
  const refusal = keyRefusal(call);
  if (refusal) return refuse(requestId, refusal);
  if (isRefusal(sent)) return refuse(requestId, sent);
  const order = await readOrder(route, sent);
  if (isRefusal(order)) return refuse(requestId, order);
  if (FORBIDDEN.test(order.prompt)) return refuse(requestId, moderationBlocked('input', ['violence'], requestId));
  if (isTaken(fault)) parts.onTaken();
  return (await openAiFault(fault, requestId, wire)) ?? deliver(call, order, { parts, requestId, wire, fault });
}

interface Delivery {
  readonly parts: DialectParts;
  readonly requestId: string;
  readonly wire: Wire;
  readonly fault: Fault | undefined;
}

async function deliver(call: Call, order: Order, { parts, requestId, wire, fault }: Delivery): Promise<Response> {
  const { turns, shelf, now, newSalt } = parts;
  const created = (): number => Math.floor(now() / 1000);
  const paceMs = fault?.kind === 'slow' ? fault.ms : parts.paceMs;
  const studio = { turns, fault, signal: wire.signal, salt: newSalt(), paceMs };
  if (order.stream && fault?.kind !== 'ignore_stream')
    return streamResponse(order, { ...studio, created, wire, requestId });
  const shelve = (bytes: Buffer, type: string): string =>
    `${new URL(call.req.url).origin}/v1/files/${shelf.put(bytes, type)}`;
  try {
    return reply(requestId, await answerJson(order, { ...studio, created: created(), shelve }));
  } catch {
    // Whoever hung up hears nothing; everything else was checked before, so it is ours.
    return wire.signal.aborted ? RESPONSE_ALREADY_SENT : refuse(requestId, serverFailed());
  }
}
