import { z } from '@hono/zod-openapi';
import { FORMATS } from '#src/domain/request.ts';
import { seconds } from './answer-schemas.ts';
import { ALWAYS, type Documented, failures, ID, IDEMPOTENCY, json, USUAL_HEADERS } from './documented.ts';
import { EXAMPLE_BATCH, EXAMPLE_LIST } from './examples.ts';

const BATCH = z
  .object({
    id: z.string(),
    object: z.literal('image_batch'),
    status: z
      .enum(['priced', 'running', 'stopped', 'done', 'canceled'])
      .openapi({ description: '`priced` waits for a yes to its price; `stopped` goes on when it is started again.' }),
    created_at: seconds('When it was sent'),
    changed_at: seconds('When its state changed last'),
    lines: z.object({
      total: z.int(),
      broken: z.int().openapi({ description: 'Cannot be made; the manifest says why.' }),
      made: z.int(),
      failed: z.int(),
      unknown: z
        .int()
        .openapi({ description: 'The provider may have made them, and nothing arrived; never asked for again.' }),
      waiting: z.int().openapi({ description: 'A moderator looks at them first.' }),
      open: z.int().openapi({ description: 'Not begun, or under way.' }),
    }),
    price: z.object({ credits: z.int(), pictures: z.int() }),
    charged: z.object({ credits: z.int(), pictures: z.int() }),
    errors: z.array(z.object({ line: z.int(), message: z.string(), said: z.string() })).openapi({
      description: 'The first lines that are none, and why.',
    }),
    stopped: z
      .object({ code: z.string(), message: z.string() })
      .nullable()
      .openapi({ description: 'Why it stands still, where it does.' }),
    manifest_url: z.string(),
    archive_url: z.string().openapi({ description: 'Signed: it works by itself.' }),
  })
  .openapi('ImageBatch');

const BATCHES = z.object({ object: z.literal('list'), data: z.array(BATCH) }).openapi('ImageBatchList');

const LIST = {
  example: EXAMPLE_LIST,
  schema: z.string().openapi({ description: 'CSV with columns, a JSON object a line, or a prompt a line.' }),
};
const JSON_LINES = { ...LIST, example: '{"prompt": "a red fox", "size": "1024x1024"}\n"an owl, reading"\n' };
const LISTS = {
  'text/csv': LIST,
  'application/jsonl': JSON_LINES,
  'application/x-ndjson': JSON_LINES,
  'text/plain': { ...LIST, example: 'a red fox\nan owl, reading\n' },
};

const optional = (description: string) => z.string().optional().openapi({ description });

const OF_LINES = 'For lines that do not say their own.';

/** What the address may say for all lines. */
const WISHES = z.object({
  max_credits: optional('It is begun at once where it costs no more than these.'),
  model: optional(OF_LINES),
  n: optional(OF_LINES),
  size: optional(OF_LINES),
  aspect: optional(OF_LINES),
  quality: optional(OF_LINES),
  style: optional(OF_LINES),
  background: optional(OF_LINES),
  format: z.enum(FORMATS).optional().openapi({ description: OF_LINES }),
  compression: optional(OF_LINES),
  moderation: optional(OF_LINES),
  seed: optional(OF_LINES),
  negative: optional(OF_LINES),
  mode: optional(OF_LINES),
  fidelity: optional(OF_LINES),
  scale: optional(OF_LINES),
});

const MANIFEST = z.object({
  format: z.enum(['json', 'jsonl', 'csv']).optional().openapi({ description: '`json` unless said.' }),
});

const one = (
  operationId: string,
  path: string,
  method: 'get' | 'post',
  summary: string,
  more: Partial<Documented> = {},
): Documented => ({
  method,
  path: `/v1/image_batches/{id}${path}`,
  operationId,
  tags: ['Batches'],
  summary,
  request: ID,
  responses: { 200: json(BATCH, 'The batch.', EXAMPLE_BATCH), ...failures(404, ...ALWAYS) },
  ...more,
});

const bytes = (type: string, description: string): Partial<Documented> => ({
  responses: {
    200: { description, headers: USUAL_HEADERS, content: { [type]: { schema: z.string() } } },
    ...failures(404, ...ALWAYS),
  },
});

const manifest = {
  request: { ...ID, query: MANIFEST },
  responses: {
    200: {
      description: 'As `format` says.',
      headers: USUAL_HEADERS,
      content: {
        'application/json': { schema: z.object({ id: z.string(), lines: z.array(z.unknown()) }).loose() },
        'application/jsonl': { schema: z.string() },
        'text/csv': { schema: z.string() },
      },
    },
    ...failures(400, 404, ...ALWAYS),
  },
} satisfies Partial<Documented>;

/** Lists of prompts, made under one price. */
export const batchRoutes: readonly Documented[] = [
  {
    method: 'post',
    path: '/v1/image_batches',
    operationId: 'createImageBatch',
    tags: ['Batches'],
    summary: 'Price a list of prompts, and make it where the price is agreed to',
    request: { headers: IDEMPOTENCY, query: WISHES, body: { required: true, content: LISTS } },
    responses: {
      200: json(BATCH, 'The batch, with its price.', { ...EXAMPLE_BATCH, status: 'priced' }),
      ...failures(400, 402, 408, 409, 413, 415, 422, ...ALWAYS),
    },
  },
  {
    method: 'get',
    path: '/v1/image_batches',
    operationId: 'listImageBatches',
    tags: ['Batches'],
    summary: "List the key's batches, the newest first",
    request: { query: z.object({ idempotency_key: optional('Only what was made for this Idempotency-Key.') }) },
    responses: { 200: json(BATCHES, 'The newest 100.'), ...failures(...ALWAYS) },
  },
  one('retrieveImageBatch', '', 'get', 'How far a batch is'),
  one('startImageBatch', '/start', 'post', 'Agree to the price, or go on', {
    request: { ...ID, query: z.object({ max_credits: optional('Refused with 409 where it costs more.') }) },
    responses: { 200: json(BATCH, 'The batch.', EXAMPLE_BATCH), ...failures(400, 404, 409, ...ALWAYS) },
  }),
  one('pauseImageBatch', '/pause', 'post', 'Send nothing more for now'),
  one('cancelImageBatch', '/cancel', 'post', 'End a batch'),
  one('retrieveImageBatchManifest', '/manifest', 'get', 'What became of each line', manifest),
  one(
    'retrieveImageBatchArchive',
    '/archive',
    'get',
    'All pictures and the manifest',
    bytes('application/zip', 'A ZIP archive, as it flows.'),
  ),
  one('retrieveImageBatchImage', '/images/{place}/{number}', 'get', 'One picture of a batch', {
    ...bytes('image/*', 'The bytes.'),
    request: {
      params: z.object({
        id: z.string(),
        place: z.string().openapi({ description: '`place` of its line in the manifest.' }),
        number: z.string().openapi({ description: 'Of the picture; from 1.' }),
      }),
    },
  }),
];
