import { z } from '@hono/zod-openapi';
import { BACKGROUNDS, FIDELITIES, FORMATS, MAX_COUNT, MODERATIONS } from '#src/domain/request.ts';

/** Left out and `null` are the same to OpenAI. */
const optional = <T extends z.ZodType>(schema: T) => schema.nullish().transform((value) => value ?? undefined);

const SIZE = /^(auto|\d{1,5}x\d{1,5})$/i;
const ASPECT = /^\d{1,3}:\d{1,3}$/;

const openAi = {
  prompt: z.string().min(1).max(32_000).openapi({ description: 'What the picture should show.', example: 'a fox' }),
  model: optional(z.string().min(1).max(200)).openapi({
    description:
      "A model's id, such as `openai/gpt-image-2.6-flare`, or any name that only it has. Without one the cheapest that can is used.",
  }),
  n: optional(z.int().min(1).max(MAX_COUNT)).openapi({ description: 'How many pictures.' }),
  size: optional(z.string().regex(SIZE)).openapi({
    description: '`auto` or `WIDTHxHEIGHT` in pixels.',
    example: '1024x1024',
  }),
  quality: optional(z.string().min(1).max(20)).openapi({
    description: 'From `low` to `max`; `standard` and `hd` are taken too.',
    example: 'medium',
  }),
  background: optional(z.enum(BACKGROUNDS)).openapi({ description: '`transparent` for stickers.' }),
  output_format: optional(z.enum(FORMATS)).openapi({ description: 'The file format.' }),
  output_compression: optional(z.int().min(0).max(100)).openapi({
    description: 'JPEG and WebP: 0 is smallest, 100 best.',
  }),
  moderation: optional(z.enum(MODERATIONS)).openapi({ description: "How strict the provider's own filter is." }),
  response_format: optional(z.enum(['url', 'b64_json'])).openapi({
    description: '`b64_json` unless said otherwise; a `url` is signed and works by itself.',
  }),
  stream: optional(z.boolean()).openapi({ description: 'Answer with server-sent events.' }),
  partial_images: optional(z.int().min(0).max(3)).openapi({
    description: 'Unfinished pictures to stream, where the model makes some.',
  }),
  style: optional(z.enum(['vivid', 'natural'])).openapi({ description: 'Where the model has it.' }),
  complexity: optional(z.enum(['low', 'medium', 'high'])).openapi({ description: 'Taken and not used.' }),
  user: optional(z.string().max(512)).openapi({
    description:
      'Who of your own people asks. Of a trusted key `discord:SERVER:MEMBER`, `slack:TEAM:MEMBER` or `playground:NAME` is that member, with their credits and rules.',
  }),
  safety_identifier: optional(z.string().max(128)).openapi({ description: 'As `user`, where that is absent.' }),
};

/** What OpenAI has nothing for. */
const extras = {
  dry_run: optional(z.boolean()).openapi({ description: 'Only say what would be made and what it would cost.' }),
  aspect: optional(z.string().regex(ASPECT)).openapi({ description: 'The shape, such as `16:9`, instead of a size.' }),
  seed: optional(z.int().min(0)).openapi({
    description: 'The same number makes the same picture, where the model can.',
  }),
  negative: optional(z.string().max(4000)).openapi({ description: 'What must not be in it, where the model can.' }),
  mode: optional(z.enum(['auto', 'grid', 'upscale', 'remove-background'])).openapi({
    description: 'What only a word can choose.',
  }),
  timeout: optional(z.number().min(1).max(600)).openapi({ description: 'Seconds until it is given up.' }),
};

const editing = {
  input_fidelity: optional(z.enum(FIDELITIES)).openapi({ description: '`high` keeps faces, logos and fine detail.' }),
  region: optional(z.string().max(500)).openapi({
    description: 'Which part may change, in words: `top third`, `C2-F5`, `box 10,20,60,80`.',
  }),
  exact: optional(z.boolean()).openapi({
    description: 'Whether all outside mask or region stays as it is; it does unless this is false.',
  }),
  scale: optional(z.number().min(1).max(16)).openapi({
    description: 'How many times as large, for the mode `upscale`.',
  }),
};

export const GENERATION_FIELDS = z.strictObject({ ...openAi, ...extras }).openapi('CreateImageRequest');
export const EDIT_FIELDS = z.strictObject({ ...openAi, ...extras, ...editing });

/** What is asked for, whichever route it came by. */
export type PictureFields = z.infer<typeof GENERATION_FIELDS> & Partial<z.infer<typeof EDIT_FIELDS>>;

/** Those that a form brings as text and that are none. */
export const NUMBERS: ReadonlySet<string> = new Set([
  'n',
  'output_compression',
  'partial_images',
  'seed',
  'timeout',
  'scale',
]);
export const FLAGS: ReadonlySet<string> = new Set(['stream', 'dry_run', 'exact']);
