import { toFile } from 'openai';
import type { CompatibleField, CompatibleFlags } from '#src/domain/connection.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { extensionOf, type Picture } from '#src/domain/picture.ts';
import { formatSize } from '#src/domain/shape.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import { type Wording, wordingOf } from './wording.ts';

/** One POST, ready to be sent. */
export interface CompatibleCall {
  readonly path: string;
  readonly body: FormData | Fields;
}

type Fields = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** How a request reaches a server: as JSON, as the form of an edit, or in LocalAI's two other ways. */
export type Way = 'words' | 'edit' | 'localai-pictures' | 'localai-inpainting';

/** @throws {EaselError} `model-cannot` where there are pictures and the server takes none. */
export function wayOf(entry: ModelEntry, { edits }: CompatibleFlags, { references, mask }: FittedRequest): Way {
  if (references.length === 0) return 'words';
  if (edits === 'openai') return 'edit';
  if (edits === 'localai') return mask ? 'localai-inpainting' : 'localai-pictures';
  throw new EaselError('model-cannot', { model: entry.id, what: 'start from pictures', instead: [], withKey: [] });
}

/**
 * What goes over the wire for a request.
 * @throws {EaselError} `model-cannot` or `empty-prompt`, before anything is sent.
 */
export async function compatibleCall(
  entry: ModelEntry,
  flags: CompatibleFlags,
  request: FittedRequest,
): Promise<CompatibleCall> {
  const way = wayOf(entry, flags, request);
  if (way === 'localai-inpainting') return inpainting(entry, flags, request);
  const fields = { ...usualFields(entry, flags, request), ...flags.extraBody };
  if (way === 'edit') return { path: '/images/edits', body: await editForm(fields, flags, request) };
  return { path: '/images/generations', body: { ...fields, ...(way === 'localai-pictures' && written(request)) } };
}

/** LocalAI repaints by a route of its own, which reads nothing but this. Source: its inpainting.go. */
async function inpainting(entry: ModelEntry, flags: CompatibleFlags, request: FittedRequest): Promise<CompatibleCall> {
  const { references, mask } = request;
  const [source] = references;
  if (!source || !mask) throw new Error('Nothing can be repainted without a picture and a mask.');
  const { prompt } = wordingOf(flags, request, true);
  const form = formOf({ model: entry.vendorId, prompt, ...flags.extraBody });
  form.append('image', await fileOf(source, 'image-1'));
  form.append('mask', await fileOf(mask, 'mask'));
  return { path: '/images/inpainting', body: form };
}

async function editForm(fields: Fields, { arrayField }: CompatibleFlags, request: FittedRequest): Promise<FormData> {
  const { references, mask } = request;
  const form = formOf(fields);
  const name = references.length > 1 ? arrayField : 'image';
  for (const [index, picture] of references.entries()) form.append(name, await fileOf(picture, `image-${index + 1}`));
  if (mask) form.append('mask', await fileOf(mask, 'mask'));
  return form;
}

/** Pictures as LocalAI takes them within JSON: the first is the one it starts from, the others are looked at. */
function written({ references }: FittedRequest): Fields {
  const [first = '', ...others] = references.map(({ bytes }) => Buffer.from(bytes).toString('base64'));
  return { file: first, ...(others.length > 0 && { ref_images: others }) };
}

function usualFields(entry: ModelEntry, flags: CompatibleFlags, request: FittedRequest): Fields {
  const { size, count } = request.options;
  const { disarmed: _disarmed, ...words }: Wording = wordingOf(flags, request);
  return {
    model: entry.vendorId,
    ...words,
    n: count,
    // Left out it means the same everywhere; by name some servers refuse it.
    ...(size !== 'auto' && { size: formatSize(size) }),
    ...(flags.responseFormat !== 'omit' && { response_format: flags.responseFormat }),
    ...understoodFields(flags, request),
  };
}

/** OpenAI's optional fields as far as the server understands them and the request says something. */
function understoodFields(flags: CompatibleFlags, { options, safetyId }: FittedRequest): Fields {
  const all: Readonly<Record<CompatibleField, string | number | undefined>> = {
    quality: options.quality,
    style: options.style,
    background: options.background === 'auto' ? undefined : options.background,
    output_format: options.format,
    output_compression: options.compression,
    moderation: options.moderation,
    user: safetyId,
  };
  const said = flags.fields.flatMap((field) => {
    const value = all[field];
    return value === undefined ? [] : [[field, value] as const];
  });
  return Object.fromEntries(said);
}

function formOf(fields: Fields): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.append(name, String(value));
  return form;
}

/** The server may read the type off the part, so each file gets its true name and type. */
const fileOf = ({ bytes, type }: Picture, name: string) => toFile(bytes, `${name}.${extensionOf(type)}`, { type });
