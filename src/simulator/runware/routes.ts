import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Call, Env } from '../call.ts';
import type { DialectParts } from '../dialect.ts';
import { isTaken } from '../faults.ts';
import { reply } from '../reply.ts';
import { badOutput, fromShelf } from '../results.ts';
import { wireOf } from '../wire.ts';
import { keyRefusal, recorded, refuse } from './call.ts';
import { runwareFault } from './fault-answer.ts';
import { type Order, readOrder } from './order.ts';
import { duplicateTask, isComplaint, serverFailed, tooLarge, unknownTask, unreadable } from './refusal.ts';
import { createTaskBook, type TaskBook } from './task-book.ts';

/** Ten pictures as data URIs. */
const MAX_BODY_BYTES = 200_000_000;

/** Runware's one address, to be mounted at `/runware/v1`. */
export function runwareRoutes(parts: DialectParts): Hono<Env> {
  const book = createTaskBook(parts);
  const routes = new Hono<Env>();
  routes.use(limited(parts));
  routes.get('/files/bad/:how', (call) => badOutput(call, call.req.param('how')));
  routes.get('/files/:name', (call) => fromShelf(parts.shelf, call.req.param('name')));
  routes.post('/', (call) => answered(call, parts, book));
  routes.onError(() => refuse(serverFailed()));
  routes.all('*', () => refuse({ ...unreadable(), status: 404 }));
  return routes;
}

const limited = ({ log }: DialectParts) =>
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (call: Call) => {
      log.add(recorded(call, undefined));
      return refuse(tooLarge());
    },
  });

interface Sent {
  readonly taskType: unknown;
  readonly taskUUID: unknown;
}

async function answered(call: Call, parts: DialectParts, book: TaskBook): Promise<Response> {
  const body: unknown = await call.req.json().catch(() => undefined);
  parts.log.add(recorded(call, body));
  const sent = onlyTask(body);
  const isQuestion = sent?.taskType === 'getResponse';
  const fault = parts.faults.take({ path: isQuestion ? '/getResponse' : '/', pictures: !isQuestion, streamed: false });
  const refusal = keyRefusal(call) ?? (sent ? undefined : unreadable());
  if (refusal || !sent) return refuse(refusal ?? unreadable());
  if (isQuestion) return (await runwareFault(fault, wireOf(call))) ?? reported(book, sent);
  const order = await readOrder(sent);
  if (isComplaint(order)) return refuse(order, sent);
  if (book.report(order.task.taskUUID)) return refuse(duplicateTask(), sent);
  return started(call, order, { parts, book, fault });
}

/** The one task of a request. The real service takes many; nobody here sends more. */
function onlyTask(body: unknown): Sent | undefined {
  const [task, another]: readonly unknown[] = Array.isArray(body) ? body : [];
  if (typeof task !== 'object' || task === null || another !== undefined) return undefined;
  return { taskType: undefined, taskUUID: undefined, ...task };
}

function reported(book: TaskBook, { taskType, taskUUID }: Sent): Response {
  const report = book.report(String(taskUUID));
  return report ? reply(report) : refuse(unknownTask(), { taskType, taskUUID });
}

type Desk = {
  readonly parts: DialectParts;
  readonly book: TaskBook;
  readonly fault: ReturnType<DialectParts['faults']['take']>;
};

async function started(call: Call, order: Order, { parts, book, fault }: Desk): Promise<Response> {
  const { taskType, taskUUID, deliveryMethod } = order.task;
  const wire = wireOf(call);
  const taken = isTaken(fault);
  if (taken) parts.onTaken();
  // A fault that only takes the answer away leaves the task running, as a broken connection does.
  const ending =
    taken && fault?.kind !== 'status' && fault?.kind !== 'server_error'
      ? book.begin(order, fault, new URL(call.req.url).origin)
      : undefined;
  const instead = await runwareFault(fault, wire);
  if (instead) return instead;
  if (deliveryMethod === 'async') return reply({ data: [{ taskType, taskUUID }] });
  await ending;
  return reply(book.report(taskUUID));
}
