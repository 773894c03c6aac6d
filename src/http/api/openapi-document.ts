import { createRoute, OpenAPIHono, z } from '@hono/zod-openapi';
import { LINK_FIELDS } from './account-calls.ts';
import { CREDITS, EVENT, IMAGES, JOB, JOBS, LINK, MODEL, MODELS } from './answer-schemas.ts';
import {
  ALWAYS,
  type Documented,
  failures,
  HEADERS,
  ID,
  IDEMPOTENCY,
  IMAGE_HEADERS,
  json,
  USUAL_HEADERS,
} from './documented.ts';
import { batchRoutes } from './documented-batches.ts';
import { EXAMPLE_ANSWER, EXAMPLE_EDIT, EXAMPLE_GENERATION, EXAMPLE_STREAM } from './examples.ts';
import { EDIT_FIELDS, GENERATION_FIELDS } from './picture-fields.ts';

const FILE = z.string().openapi({ format: 'binary' });

/** A form as clients send it: every picture a file. */
const EDIT_FORM = z
  .strictObject({
    ...EDIT_FIELDS.shape,
    image: z.union([FILE, z.array(FILE).max(16)]).openapi({
      description: 'PNG, JPEG, WebP, AVIF or HEIC; `image[]` for several.',
    }),
    mask: FILE.optional().openapi({ description: 'What may change: erased, white on black, or drawn over.' }),
  })
  .openapi('CreateImageEditForm');

const PICTURE = z.object({ image_url: z.string() }).openapi('PictureAddress', { description: 'A `data:` URL.' });

const EDIT_JSON = z
  .strictObject({ ...EDIT_FIELDS.shape, images: z.array(PICTURE).min(1).max(16), mask: PICTURE.optional() })
  .openapi('CreateImageEditRequest');

const pictures = { ...json(IMAGES, 'The pictures.', EXAMPLE_ANSWER), headers: IMAGE_HEADERS };

const made = {
  ...pictures,
  content: { ...pictures.content, 'text/event-stream': { schema: EVENT, example: EXAMPLE_STREAM } },
};

const ROUTES: readonly Documented[] = [
  {
    method: 'post',
    path: '/v1/images/generations',
    operationId: 'createImages',
    tags: ['Images'],
    summary: 'Make pictures from words',
    request: {
      headers: IDEMPOTENCY,
      body: {
        required: true,
        content: { 'application/json': { schema: GENERATION_FIELDS, example: EXAMPLE_GENERATION } },
      },
    },
    responses: { 200: made, ...failures(400, 402, 404, 408, 409, 413, 415, 422, 502, ...ALWAYS) },
  },
  {
    method: 'post',
    path: '/v1/images/edits',
    operationId: 'editImages',
    tags: ['Images'],
    summary: 'Change pictures, put several together, or change only a part',
    request: {
      headers: IDEMPOTENCY,
      body: {
        required: true,
        content: {
          'multipart/form-data': { schema: EDIT_FORM },
          'application/json': { schema: EDIT_JSON, example: EXAMPLE_EDIT },
        },
      },
    },
    responses: { 200: made, ...failures(400, 402, 404, 408, 409, 413, 415, 422, 502, ...ALWAYS) },
  },
  {
    method: 'get',
    path: '/v1/models',
    operationId: 'listModels',
    tags: ['Models'],
    summary: 'List the models and what each can do',
    responses: { 200: json(MODELS, 'All that are configured.'), ...failures(...ALWAYS) },
  },
  {
    method: 'get',
    path: '/v1/models/{id}',
    operationId: 'retrieveModel',
    tags: ['Models'],
    summary: 'One model',
    request: ID,
    responses: { 200: json(MODEL, 'The model.'), ...failures(404, ...ALWAYS) },
  },
  {
    method: 'get',
    path: '/v1/jobs',
    operationId: 'listJobs',
    tags: ['Jobs'],
    summary: "List the key's jobs, the newest first",
    request: {
      query: z.object({
        limit: z.string().optional().openapi({ description: '1 to 100; 20 unless said.', example: '20' }),
      }),
    },
    responses: { 200: json(JOBS, 'The jobs.'), ...failures(400, ...ALWAYS) },
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}',
    operationId: 'retrieveJob',
    tags: ['Jobs'],
    summary: 'What became of a job',
    request: ID,
    responses: { 200: json(JOB, 'The job.'), ...failures(404, ...ALWAYS) },
  },
  {
    method: 'post',
    path: '/v1/jobs/{id}/cancel',
    operationId: 'cancelJob',
    tags: ['Jobs'],
    summary: 'Cancel a job',
    request: ID,
    responses: { 200: json(JOB, 'The job.'), ...failures(404, 409, ...ALWAYS) },
  },
  {
    method: 'get',
    path: '/v1/jobs/{id}/images/{number}',
    operationId: 'retrieveJobImage',
    tags: ['Jobs'],
    summary: 'A picture of a job, as it was made',
    request: { params: z.object({ id: z.string(), number: z.string().openapi({ description: 'From 0.' }) }) },
    responses: {
      200: { description: 'The bytes.', headers: USUAL_HEADERS, content: { 'image/*': { schema: FILE } } },
      ...failures(404, ...ALWAYS),
    },
  },
  {
    method: 'get',
    path: '/v1/credits',
    operationId: 'retrieveCredits',
    tags: ['Account'],
    summary: 'What the key has left',
    request: {
      query: z.object({ user: z.string().optional().openapi({ description: 'Of a trusted key: the member.' }) }),
    },
    responses: { 200: json(CREDITS, 'The credits.'), ...failures(...ALWAYS) },
  },
  {
    method: 'post',
    path: '/v1/link',
    operationId: 'linkCredits',
    tags: ['Account'],
    summary: "Join the key's credits with those of somebody who was given a code by /link",
    request: {
      body: {
        required: true,
        content: { 'application/json': { schema: LINK_FIELDS, example: { code: 'ABCD-2345' } } },
      },
    },
    responses: { 200: json(LINK, 'All that are linked then.'), ...failures(400, ...ALWAYS) },
  },
  {
    method: 'delete',
    path: '/v1/link',
    operationId: 'unlinkCredits',
    tags: ['Account'],
    summary: 'Part them again',
    responses: { 200: json(LINK, 'Done.'), ...failures(...ALWAYS) },
  },
];

const TAGS = [
  ['Images', 'As OpenAI has them; official clients work unchanged.'],
  ['Models', 'What can be picked.'],
  ['Jobs', 'What became of each request.'],
  ['Account', 'Credits of the key.'],
  ['Batches', "Lists of prompts under one price. OpenAI's own `/v1/batches` are something else."],
] as const;

export type ApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** The OpenAPI 3.1 document, made of the schemas that judge the requests. */
export function openApiDocument(version: string, server: string): ApiDocument {
  const app = new OpenAPIHono();
  app.openAPIRegistry.registerComponent('securitySchemes', 'key', { type: 'http', scheme: 'bearer' });
  for (const [name, description] of Object.entries(HEADERS))
    app.openAPIRegistry.registerComponent('headers', name, { description, schema: { type: 'string' } });
  for (const route of [...ROUTES, ...batchRoutes]) app.openAPIRegistry.registerPath(createRoute(route));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Easel',
      version,
      description: "OpenAI's images API under Easel's credits and rules, and what OpenAI has nothing for.",
    },
    servers: [{ url: server }],
    security: [{ key: [] }],
    tags: TAGS.map(([name, description]) => ({ name, description })),
  });
}
