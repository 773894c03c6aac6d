import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { Call, Env } from '../call.ts';
import type { DialectParts } from '../dialect.ts';
import { reply } from '../reply.ts';
import { badOutput, fromShelf } from '../results.ts';
import { wireOf } from '../wire.ts';
import { keyRefusal, originOf, recorded } from './call.ts';
import { WEBHOOK_SECRET } from './call-back.ts';
import { replicateFault } from './fault-answer.ts';
import { createFileStore } from './file-store.ts';
import { findByName, findByVersion, type SimulatedModel } from './models.ts';
import { told } from './prediction.ts';
import { createPredictionBook } from './prediction-book.ts';
import { create, type Desk } from './predictions.ts';
import { notFound, refuse, serverFailed, tooLarge, unreadable } from './refusal.ts';

/** As the service's own limit for files. */
const MAX_BODY_BYTES = 100_000_000;

/**
 * Replicate's API, to be mounted at `/replicate/v1`. A fault's `path` names questions with their id left out: `/predictions/:id`,
 * `/predictions/:id/cancel`, `/files/:id`.
 */
export function replicateRoutes(parts: DialectParts): Hono<Env> {
  const newId = () => parts.newRequestId().replace(/^req_/, '').slice(0, 26);
  const files = createFileStore(newId, parts.now);
  const desk: Desk = { parts, files, book: createPredictionBook({ parts, newId }) };
  const routes = new Hono<Env>();
  // Only of these: counting the body that a DELETE does not have breaks the library's request.
  routes.on('POST', '*', limited(parts));
  routes.get('/results/bad/:how', (call) => badOutput(call, call.req.param('how')));
  routes.get('/results/:name', (call) => fromShelf(parts.shelf, call.req.param('name')));
  addPredictions(routes, desk);
  addFiles(routes, desk);
  routes.get('/models/:owner/:name', (call) =>
    asked(call, parts, '/models/:owner/:name', () => {
      const model = findByName(`${call.req.param('owner')}/${call.req.param('name')}`);
      return model ? reply(described(model)) : refuse(notFound());
    }),
  );
  routes.get('/webhooks/default/secret', (call) =>
    asked(call, parts, '/webhooks/default/secret', () => reply({ key: WEBHOOK_SECRET })),
  );
  routes.onError(() => refuse(serverFailed()));
  routes.all('*', (call) => asked(call, parts, '*', () => refuse(notFound())));
  return routes;
}

function addPredictions(routes: Hono<Env>, desk: Desk): void {
  const { parts, book } = desk;
  routes.post('/predictions', (call) => create(call, desk, ({ version = '' }) => findByVersion(version)));
  routes.post('/models/:owner/:name/predictions', (call) => {
    const model = findByName(`${call.req.param('owner')}/${call.req.param('name')}`);
    // Models of the community are only to be had by their version.
    return create(call, desk, ({ version }) => (version === undefined && !model?.version ? model : undefined));
  });
  routes.get('/predictions/:id', (call) =>
    asked(call, parts, '/predictions/:id', () => {
      const prediction = book.get(call.req.param('id'));
      return prediction ? reply(told(prediction)) : refuse(notFound());
    }),
  );
  routes.post('/predictions/:id/cancel', (call) =>
    asked(call, parts, '/predictions/:id/cancel', () => {
      const prediction = book.get(call.req.param('id'));
      if (!prediction) return refuse(notFound());
      book.cancel(prediction);
      return reply(told(prediction));
    }),
  );
}

function addFiles(routes: Hono<Env>, { parts, files }: Desk): void {
  routes.post('/files', (call) => upload(call, parts, files));
  routes.get('/files/:id', (call) =>
    asked(call, parts, '/files/:id', () => {
      const file = files.get(call.req.param('id'));
      return file ? reply(file) : refuse(notFound());
    }),
  );
  routes.delete('/files/:id', (call) =>
    asked(call, parts, '/files/:id', () =>
      files.remove(call.req.param('id')) ? new Response(null, { status: 204 }) : refuse(notFound()),
    ),
  );
}

async function upload(call: Call, parts: DialectParts, files: ReturnType<typeof createFileStore>): Promise<Response> {
  const form = await call.req.formData().catch(() => undefined);
  const content = form?.get('content');
  const file = content instanceof File ? content : undefined;
  const known = file ? [{ field: 'content', name: file.name, type: file.type, bytes: file.size }] : [];
  parts.log.add(recorded(call, { ...(file && { content: '<file>' }), metadata: {} }, known));
  const fault = parts.faults.take({ path: '/files', pictures: false, streamed: false });
  const instead = await replicateFault(fault, wireOf(call));
  const refusal = keyRefusal(call) ?? (file ? undefined : unreadable());
  if (instead || refusal || !file) return instead ?? refuse(refusal ?? unreadable());
  const bytes = new Uint8Array(await file.arrayBuffer());
  return reply(files.put({ name: file.name, type: file.type, bytes }, originOf(call)), 201);
}

const limited = ({ log }: DialectParts) =>
  bodyLimit({
    maxSize: MAX_BODY_BYTES,
    onError: (call: Call) => {
      log.add(recorded(call, undefined));
      return refuse(tooLarge());
    },
  });

/** Everything but new predictions and uploads. */
async function asked(call: Call, parts: DialectParts, path: string, answer: () => Response): Promise<Response> {
  parts.log.add(recorded(call, undefined));
  const fault = parts.faults.take({ path, pictures: false, streamed: false });
  const refusal = keyRefusal(call);
  return (await replicateFault(fault, wireOf(call))) ?? (refusal ? refuse(refusal) : answer());
}

function described({ name: fullName, version }: SimulatedModel): object {
  const [owner, name] = fullName.split('/');
  return {
    url: `https://replicate.com/${fullName}`,
    owner,
    name,
    description: 'Drawn by the simulator.',
    visibility: 'public',
    is_official: version === undefined,
    github_url: null,
    paper_url: null,
    license_url: null,
    run_count: 1,
    cover_image_url: null,
    default_example: null,
    latest_version: null,
  };
}
