import { basename } from 'node:path';
import { toFile } from 'openai';
import { EaselError } from '#src/domain/errors.ts';
import { totalOf } from '#src/domain/permutations.ts';
import { isGridRequest } from '#src/domain/region.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { fileRef, readImageFile } from '../file-images.ts';
import { type MakeFlags, optionsOf } from '../make-pictures.ts';

/** A request's fields as OpenAI names them, with what Easel adds. */
export type Fields = Readonly<Record<string, string | number | boolean>>;

const NAMES: readonly (readonly [keyof RequestOptions, string])[] = [
  ['model', 'model'],
  ['n', 'n'],
  ['size', 'size'],
  ['aspect', 'aspect'],
  ['quality', 'quality'],
  ['style', 'style'],
  ['background', 'background'],
  ['format', 'output_format'],
  ['compression', 'output_compression'],
  ['moderation', 'moderation'],
  ['seed', 'seed'],
  ['negative', 'negative'],
  ['mode', 'mode'],
  ['region', 'region'],
  ['scale', 'scale'],
  ['fidelity', 'input_fidelity'],
  ['timeoutSeconds', 'timeout'],
];

/** Whose name stands in `--user` where nobody wrote one. */
const NOBODY = 'cli';

/** @throws {EaselError} `option-invalid` for what only works here. */
export function fieldsOf(prompt: string, flags: MakeFlags): Fields {
  const options = optionsOf(flags);
  if (isGridRequest(options.region ?? ''))
    throw new EaselError('option-invalid', {
      option: 'region',
      value: 'grid',
      allowed: 'cells such as C2-F5; grid works without --server',
    });
  if (totalOf(prompt) > 1)
    throw new EaselError('option-invalid', {
      option: 'prompt',
      value: [...prompt].slice(0, 60).join(''),
      allowed: 'one prompt; with --server variants in braces work in lists (easel batch)',
    });
  return {
    prompt,
    response_format: 'b64_json',
    ...Object.fromEntries(
      NAMES.flatMap(([name, field]) => {
        const value = options[name];
        return value === undefined ? [] : [[field, value]];
      }),
    ),
    ...(flags.user !== NOBODY && { user: flags.user }),
  };
}

const MAX_BYTES = 48 * 1_048_576;

/** The files of an edit, as the client sends them. @throws {EaselError} `image-missing`, `image-too-large`. */
export async function filesOf({ image = [], mask }: MakeFlags, signal: AbortSignal) {
  const open = async (path: string) => {
    const ref = fileRef(path);
    const bytes = await readImageFile(ref, { maxBytes: MAX_BYTES, signal });
    return toFile(bytes, path.startsWith('data:') ? 'picture' : basename(path));
  };
  const images = await Promise.all(image.map(open));
  return { image: images, ...(mask !== undefined && { mask: await open(mask) }) };
}
