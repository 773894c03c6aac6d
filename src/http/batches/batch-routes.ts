import { Hono } from 'hono';
import type { Batch } from '#src/domain/batches/batch.ts';
import type { ApiContext, ApiVariables } from '../api/gate.ts';
import { refuse } from '../api/refuse.ts';
import { type BatchCallParts, createBatchCalls } from './batch-calls.ts';
import { archiveAnswer, type ManifestFormat, manifestAnswer } from './batch-files.ts';
import { readWishes } from './batch-wishes.ts';
import { ownerOf, STAY } from './send-batch.ts';

const MOST_LISTED = 100;

type Routes = Hono<{ Variables: ApiVariables }>;

/** What OpenAI has nothing for: lists of prompts, made under one price. The gate stands before all of it but signed archives. */
export function batchRoutes(parts: BatchCallParts): Routes {
  const { batches } = parts;
  const calls = createBatchCalls(parts);
  const { view, owned, create } = calls;
  const routes: Routes = new Hono();

  routes.post('/v1/image_batches', create);

  routes.get('/v1/image_batches', async (context) => {
    const key = context.req.query('idempotency_key');
    if (key !== undefined) {
      const known = await calls.byKey(context, key);
      return context.json({ object: 'list', data: known ? [view(context, known)] : [] });
    }
    const all: Batch[] = [];
    for await (const batch of batches.list(ownerOf(context))) all.push(batch);
    const newest = all.sort((one, other) => other.createdAt - one.createdAt).slice(0, MOST_LISTED);
    return context.json({ object: 'list', data: newest.map((batch) => view(context, batch)) });
  });

  routes.get('/v1/image_batches/:id', async (context) => context.json(view(context, await owned(context))));

  routes.post('/v1/image_batches/:id/start', async (context) => {
    const batch = await owned(context);
    const { maxCredits } = readWishes(new URL(context.req.url).searchParams);
    if (maxCredits !== undefined && batch.credits > maxCredits)
      throw refuse(
        409,
        'price_changed',
        `This batch costs ${batch.credits} credits, more than max_credits.`,
        'max_credits',
        STAY,
      );
    return context.json(view(context, await batches.begin(batch)));
  });

  routes.post('/v1/image_batches/:id/pause', async (context) => {
    const batch = await owned(context);
    batches.pause(batch);
    return context.json(view(context, batch));
  });

  routes.post('/v1/image_batches/:id/cancel', async (context) =>
    context.json(view(context, await batches.cancel(await owned(context)))),
  );

  return routes.route('/', resultRoutes(parts, calls));
}

/** What was made. */
function resultRoutes(parts: BatchCallParts, { owned }: Pick<ReturnType<typeof createBatchCalls>, 'owned'>): Routes {
  const { batches, blobs, links } = parts;
  const routes: Routes = new Hono();

  routes.get('/v1/image_batches/:id/manifest', async (context) =>
    manifestAnswer(await owned(context), manifestFormat(context.req.query('format')), parts),
  );

  routes.get('/v1/image_batches/:id/archive', async (context) => archiveAnswer(await owned(context), parts));

  routes.get('/v1/image_batches/:id/images/:place/:number', async (context) => {
    const batch = await owned(context);
    const [place, number] = [numberIn(context, 'place'), numberIn(context, 'number')];
    const item = place === undefined ? undefined : await batches.item(batch, place);
    const picture = number === undefined ? undefined : item?.pictures?.[number - 1];
    const opened = picture && (await blobs.open(picture.key));
    if (!opened) throw refuse(404, 'image_not_found', 'There is no such picture of this batch.');
    const headers = { 'Content-Type': picture.type, 'Content-Length': String(opened.size) };
    return new Response(opened.body, { headers: { ...headers, 'X-Content-Type-Options': 'nosniff' } });
  });

  routes.get('/batches/:token', async (context) => {
    const signed = links.read(context.req.param('token'));
    const batch = signed && (await batches.get(signed, signed.id));
    return batch ? archiveAnswer(batch, parts) : context.notFound();
  });

  return routes;
}

function numberIn(context: ApiContext, name: string): number | undefined {
  const digits = context.req.param(name) ?? '';
  return /^\d{1,6}$/.test(digits) ? Number(digits) : undefined;
}

function manifestFormat(asked: string | undefined): ManifestFormat {
  if (asked === undefined || asked === 'json') return 'json';
  if (asked === 'jsonl' || asked === 'csv') return asked;
  throw refuse(400, 'invalid_value', 'format has to be json, jsonl or csv.', 'format');
}
