import { z } from 'zod';
import type { PictureFormat, Size } from '#src/domain/picture.ts';
import { parseSize } from '#src/domain/shape.ts';
import type { Sent } from '../openai/read-sent.ts';
import { fromGreyMask, isSeeThrough, pictureFacts } from '../pictures-sent.ts';
import { type Heard, heard } from './heard.ts';
import { isRefused, type Kind, type Refused, refused } from './servers.ts';

export type Route = 'generations' | 'edits' | 'inpainting';

/** A request for pictures that was found right, with everything decided. */
export interface CompatibleOrder {
  readonly kind: Kind;
  readonly model: string;
  readonly prompt: string;
  readonly negative: string;
  readonly seed: number | undefined;
  readonly count: number;
  readonly size: Size;
  readonly format: PictureFormat;
  readonly compression: number;
  readonly asUrl: boolean;
  readonly references: readonly Uint8Array[];
  /** Alpha 0 = change. */
  readonly mask: Uint8Array | undefined;
}

const ROUTES: Readonly<Record<Kind, readonly Route[]>> = {
  'sd-cpp': ['generations', 'edits'],
  localai: ['generations', 'inpainting'],
  airefinery: ['generations'],
  sketch: ['generations', 'edits'],
};

const fieldsSchema = z.object({
  model: z.string(),
  prompt: z.string().min(1),
  n: z.int().min(1).max(10).default(1),
  size: z.string().optional(),
  seed: z.coerce.number().optional(),
  negative_prompt: z.string().default(''),
  output_format: z.enum(['png', 'jpeg', 'webp']).default('png'),
  output_compression: z.int().min(0).max(100).default(100),
  response_format: z.enum(['url', 'b64_json']).optional(),
  file: z.string().optional(),
  files: z.array(z.string()).default([]),
  ref_images: z.array(z.string()).default([]),
});

type Fields = z.infer<typeof fieldsSchema>;

const SMALL: Size = { width: 512, height: 512 };
const MAX_EDGE = 2048;

/** Judges a whole request about as much as the real server does, which is little. Fields it does not know are passed over. */
export async function readOrder(kind: Kind, route: Route, sent: Sent): Promise<CompatibleOrder | Refused> {
  if (!ROUTES[kind].includes(route)) return refused(kind, 404, 'not found');
  const { success, data: fields } = fieldsSchema.safeParse(sent.fields);
  if (!success) return refused(kind, 400, kind === 'sd-cpp' ? 'prompt required' : 'the request is not valid');
  // The route that repaints reads no orders.
  const words = route === 'inpainting' ? plain(fields.prompt) : heard(kind, fields.prompt);
  if (!words) return refused(kind, 400, 'invalid sd_cpp_extra_args');
  if (fields.output_format === 'webp' && route === 'edits') return refused(kind, 400, 'unsupported output_format');
  const pictures = await picturesOf(kind, route, fields, sent);
  if (isRefused(pictures)) return pictures;
  const size = sizeOf(kind, route, fields, words, pictures.source);
  const { width, height } = size;
  if (Math.min(width, height) < 64 || Math.max(width, height) > MAX_EDGE) return refused(kind, 400, 'invalid params');
  return { ...decided(kind, route, fields, words), size, references: pictures.references, mask: pictures.mask };
}

function decided(kind: Kind, route: Route, fields: Fields, { prompt, negative, orders }: Heard) {
  const knowsSeed = (kind === 'localai' || kind === 'sketch') && route !== 'inpainting';
  return {
    kind,
    model: fields.model,
    prompt,
    negative: negative || (kind === 'sketch' ? fields.negative_prompt : ''),
    seed: orders.seed ?? (knowsSeed ? fields.seed : undefined),
    count: route === 'inpainting' ? 1 : (orders.batch_count ?? fields.n),
    format: kind === 'sd-cpp' ? fields.output_format : 'png',
    compression: fields.output_compression,
    asUrl: answersWithUrl(kind, route, fields),
  } as const;
}

const plain = (prompt: string): Heard => ({ prompt, negative: '', orders: {} });

/** LocalAI does unless it is told otherwise, and where it repaints it cannot be told. */
const answersWithUrl = (kind: Kind, route: Route, { response_format: form }: Fields): boolean =>
  route === 'inpainting' || (kind === 'localai' ? form !== 'b64_json' : kind !== 'sd-cpp' && form === 'url');

/** stable-diffusion.cpp keeps the source's size where none is told; LocalAI repaints at one size whatever is told. */
function sizeOf(kind: Kind, route: Route, fields: Fields, { orders }: Heard, source: Size | undefined): Size {
  if (route === 'inpainting') return SMALL;
  const asked = parseSize(fields.size ?? '') ?? (kind === 'localai' ? SMALL : (source ?? SMALL));
  return { width: orders.width ?? asked.width, height: orders.height ?? asked.height };
}

interface Pictures {
  readonly references: readonly Uint8Array[];
  readonly mask: Uint8Array | undefined;
  readonly source: Size | undefined;
}

async function picturesOf(kind: Kind, route: Route, fields: Fields, { files }: Sent): Promise<Pictures | Refused> {
  const named = (name: string) => files.filter(({ field }) => field === name).map(({ content }) => content);
  const written = kind === 'localai' ? [fields.files[0] ?? fields.file ?? [], fields.ref_images].flat() : [];
  const several = named('image[]');
  const references =
    route === 'generations'
      ? written.map((base64) => Buffer.from(base64, 'base64'))
      : // The older name is looked at only where the newer one is not there, and only one file is read from it.
        several.length > 0
        ? several
        : kind === 'sd-cpp' || kind === 'localai'
          ? named('image').slice(0, 1)
          : named('image');
  if (route !== 'generations' && references.length === 0) return refused(kind, 400, 'at least one image[] required');
  const sizes = await Promise.all(references.map(pictureFacts));
  if (sizes.includes(undefined)) return refused(kind, 400, 'failed to decode image');
  const [mask] = route === 'generations' ? [] : named('mask');
  if (route === 'inpainting' && !mask) return refused(kind, 400, 'missing mask file');
  if (mask && !(await pictureFacts(mask))) return refused(kind, 400, 'failed to decode mask');
  return { references, mask: mask && (await readMask(kind, mask)), source: sizes[0] };
}

/** The sketch takes both forms: by alpha where anything is see-through, else white. */
async function readMask(kind: Kind, mask: Uint8Array): Promise<Uint8Array> {
  return kind === 'sketch' && (await isSeeThrough(mask)) ? mask : fromGreyMask(mask);
}
