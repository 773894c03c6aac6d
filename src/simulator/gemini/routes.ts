import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Call, Env } from '../call.ts';
import { type DialectParts, FORBIDDEN } from '../dialect.ts';
import { type Fault, isTaken } from '../faults.ts';
import { paced } from '../paced.ts';
import { type Wire, wireOf } from '../wire.ts';
import { blockedPrompt, type Frame, noPicture, pictureAnswer, textAnswer, writtenAnswer } from './answers.ts';
import { keyRefusal, pathOf, recorded, refuse, reply } from './call.ts';
import { geminiFault } from './fault-answer.ts';
import { makePicture } from './make-picture.ts';
import { findPictureModel, isWriter, LISTED, listed, type PictureModel } from './models.ts';
import { type Order, readOrder } from './order.ts';
import { jsonOf, readSent, type Sent, wordsOf } from './read-sent.ts';
import { invalid, isRefusal, type Refusal, serverFailed, tooLarge, unknownModel, unknownPath } from './refusal.ts';

/** Of a whole request, pictures included; the service names this number when it refuses one. */
const MAX_BODY_BYTES = 20 * 1_048_576;
const VERSION = '/:version{v1|v1beta}';

/** Google's Gemini API, to be mounted at `/gemini`. */
export function geminiRoutes(parts: DialectParts): Hono<Env> {
  const routes = new Hono<Env>();
  routes.use(limited(parts));
  routes.get(`${VERSION}/models`, (call) => asked(call, parts, () => reply({ models: LISTED.map(listed) })));
  routes.get(`${VERSION}/models/:id`, (call) => asked(call, parts, () => oneModel(call.req.param('id'))));
  routes.post(`${VERSION}/models/:method`, (call) => generated(call, call.req.param('method'), parts));
  routes.onError(() => refuse(serverFailed()));
  routes.all('*', (call) => asked(call, parts, () => refuse(unknownPath())));
  return routes;
}

const limited = ({ log }: DialectParts) =>
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (call: Call) => {
      log.add(recorded(call, undefined));
      return refuse(tooLarge(MAX_BODY_BYTES));
    },
  });

/** Everything but what is generated. */
async function asked(call: Call, parts: DialectParts, answer: () => Response): Promise<Response> {
  parts.log.add(recorded(call, undefined));
  const fault = parts.faults.take({ path: pathOf(call), pictures: false, streamed: false });
  const frame = { model: '', responseId: parts.newRequestId() };
  const refusal = keyRefusal(call);
  return (await geminiFault(fault, frame, wireOf(call))) ?? (refusal ? refuse(refusal) : answer());
}

function oneModel(id: string): Response {
  const known = findPictureModel(id) !== undefined || isWriter(id);
  return known ? reply(listed(id)) : refuse(unknownModel(id));
}

interface Desk {
  readonly parts: DialectParts;
  readonly frame: Frame;
  readonly wire: Wire;
  readonly fault: Fault | undefined;
}

async function generated(call: Call, named: string, parts: DialectParts): Promise<Response> {
  const wire = wireOf(call);
  const [, id = '', method = ''] = /^(.*):(\w+)$/.exec(named) ?? [];
  const json = await jsonOf(call.req.raw);
  parts.log.add(recorded(call, json));
  const model = findPictureModel(id);
  const fault = parts.faults.take({ path: pathOf(call), pictures: model !== undefined, streamed: false });
  const refusal = keyRefusal(call) ?? (method === 'generateContent' ? modelRefusal(id, model) : unknownPath());
  if (refusal) return refuse(refusal);
  const sent = readSent(json);
  if (isRefusal(sent)) return refuse(sent);
  const desk: Desk = { parts, frame: { model: id, responseId: parts.newRequestId() }, wire, fault };
  return model ? pictured(model, sent, desk) : written(sent, desk);
}

const modelRefusal = (id: string, model: PictureModel | undefined): Refusal | undefined =>
  model || isWriter(id) ? undefined : unknownModel(id);

async function written(sent: Sent, { frame, wire, fault }: Desk): Promise<Response> {
  const { responseModalities = [], imageConfig } = sent.generationConfig ?? {};
  if (responseModalities.includes('IMAGE') || imageConfig)
    return refuse(invalid('The requested combination of response modalities (IMAGE) is not supported by the model.'));
  if (FORBIDDEN.test(wordsOf(sent))) return reply(blockedPrompt([], frame));
  return (await geminiFault(fault, frame, wire)) ?? reply(writtenAnswer(sent, frame));
}

async function pictured(model: PictureModel, sent: Sent, desk: Desk): Promise<Response> {
  const { parts, frame, wire, fault } = desk;
  const order = await readOrder(model, sent);
  if (isRefusal(order)) return refuse(order);
  if (FORBIDDEN.test(order.prompt)) return reply(blockedPrompt([], frame));
  if (isTaken(fault)) parts.onTaken();
  return (await geminiFault(fault, frame, wire)) ?? deliver(order, desk);
}

async function deliver(order: Order, { parts, frame, wire, fault }: Desk): Promise<Response> {
  if (fault?.kind === 'text_only' || !order.withPicture) return reply(textAnswer(order, frame));
  if (fault?.kind === 'fewer') return reply(noPicture(order, frame));
  const paceMs = fault?.kind === 'slow' ? fault.ms : parts.paceMs;
  const studio = { turns: parts.turns, salt: parts.newSalt(), fault, signal: wire.signal };
  try {
    return reply(pictureAnswer(order, await paced(makePicture(order, studio), paceMs, wire.signal), frame));
  } catch {
    // Whoever hung up hears nothing; everything else was checked before, so it is ours.
    return wire.signal.aborted ? RESPONSE_ALREADY_SENT : refuse(serverFailed());
  }
}
