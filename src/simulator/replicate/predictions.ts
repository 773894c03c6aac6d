import { setTimeout as pause } from 'node:timers/promises';
import { z } from 'zod';
import type { Call } from '../call.ts';
import { type DialectParts, FORBIDDEN } from '../dialect.ts';
import { type Fault, isTaken } from '../faults.ts';
import { reply } from '../reply.ts';
import { wireOf } from '../wire.ts';
import { keyRefusal, originOf, pathOf, recorded } from './call.ts';
import { replicateFault } from './fault-answer.ts';
import type { FileStore } from './file-store.ts';
import type { SimulatedModel } from './models.ts';
import { readOrder } from './order.ts';
import { type Prediction, told } from './prediction.ts';
import type { PredictionBook } from './prediction-book.ts';
import { invalidInput, isRefusal, notFound, type Refusal, refuse, unreadable } from './refusal.ts';

export interface Desk {
  readonly parts: DialectParts;
  readonly book: PredictionBook;
  readonly files: FileStore;
}

const sentForm = z.strictObject({
  version: z.string().optional(),
  input: z.record(z.string(), z.unknown()),
  stream: z.boolean().optional(),
  webhook: z.url({ protocol: /^https?$/ }).optional(),
  webhook_events_filter: z.array(z.enum(['start', 'output', 'logs', 'completed'])).optional(),
});

type Sent = z.infer<typeof sentForm>;

const FLAGGED = 'The input or output was flagged as sensitive. Please try again with different inputs. (E005)';
const NSFW = 'NSFW content detected. Try running it again, or try a different prompt.';

/** Takes a new prediction. @param find the model asked for, by the address or by the body. */
export async function create(
  call: Call,
  { parts, book, files }: Desk,
  find: (sent: Sent) => SimulatedModel | undefined,
): Promise<Response> {
  const body: unknown = await call.req.json().catch(() => undefined);
  parts.log.add(recorded(call, body));
  const fault = parts.faults.take({ path: pathOf(call), pictures: true, streamed: false });
  const order = keyRefusal(call) ?? (await judged(body, files, find));
  if (isRefusal(order)) return refuse(order);
  const wire = wireOf(call);
  const blocked = blockedBy(order.order.prompt, fault);
  const taken = isTaken(fault) && blocked !== FLAGGED;
  if (taken) parts.onTaken();
  // A fault that only takes the answer away leaves the prediction running, as a broken connection does.
  const runs = isTaken(fault) && fault?.kind !== 'status' && fault?.kind !== 'server_error';
  const began = {
    ...order,
    fault,
    origin: originOf(call),
    cancelAfterMs: cancelAfterMs(call),
    blocked,
  };
  const prediction = runs || fault?.kind === 'moderation_blocked' ? book.begin(began) : undefined;
  const instead = await replicateFault(fault, wire);
  if (instead || !prediction) return instead ?? refuse(notFound());
  const held = await hold(prediction, call.req.header('prefer'), wire.signal);
  return reply(told(prediction), held ? 202 : 201);
}

/** @returns whether the answer was to be held back for the end and that did not come. */
async function hold(prediction: Prediction, prefer: string | undefined, signal: AbortSignal): Promise<boolean> {
  const [, seconds = '60'] = /^wait(?:=(\d+))?$/.exec(prefer ?? '') ?? [undefined, undefined];
  if (prefer === undefined) return false;
  const ms = Math.min(60, Math.max(1, Number(seconds))) * 1000;
  const over = new AbortController();
  const late = pause(ms, undefined, { signal: AbortSignal.any([signal, over.signal]) }).catch(() => undefined);
  await Promise.race([prediction.over.promise, late]);
  over.abort();
  return prediction.completedAt === undefined;
}

async function judged(body: unknown, files: FileStore, find: (sent: Sent) => SimulatedModel | undefined) {
  const sent = sentForm.safeParse(body);
  if (!sent.success) return body === undefined ? unreadable() : formRefusal(sent.error.issues[0]);
  const model = find(sent.data);
  if (!model) return notFound();
  const order = await readOrder(model, sent.data.input, files);
  if (isRefusal(order)) return order;
  const { webhook: address, webhook_events_filter: events = ['output', 'completed'] } = sent.data;
  return { order, webhook: address === undefined ? undefined : { address, events } };
}

function formRefusal(issue: z.core.$ZodIssue | undefined): Refusal {
  const field = issue?.path.map(String).join('.') || 'body';
  return invalidInput(
    field,
    issue?.code === 'unrecognized_keys' ? `Additional property ${issue.keys[0]} is not allowed` : 'is not valid',
  );
}

function blockedBy(prompt: string, fault: Fault | undefined): string | undefined {
  if (fault?.kind === 'moderation_blocked') return fault.stage === 'output' ? NSFW : FLAGGED;
  return FORBIDDEN.test(prompt) ? FLAGGED : undefined;
}

/** `90s`, `1m30s`, `2h`, or plain seconds. */
function cancelAfterMs(call: Call): number | undefined {
  const words = call.req.header('cancel-after') ?? '';
  const [, hours, minutes, seconds] = /^(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s?)?$/.exec(words) ?? [];
  if (words === '' || (hours ?? minutes ?? seconds) === undefined) return undefined;
  return ((Number(hours ?? 0) * 60 + Number(minutes ?? 0)) * 60 + Number(seconds ?? 0)) * 1000;
}
