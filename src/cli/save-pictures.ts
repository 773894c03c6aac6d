import { dirname } from 'node:path';
import { EaselError } from '#src/domain/errors.ts';
import { extensionOf, type StoredPicture } from '#src/domain/picture.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { formatOfName, type OutputTarget, pathsOf, writeNew } from './output-files.ts';

export interface SaveWishes {
  /** How many files were looked for before anything was spent. */
  readonly expected: number;
  readonly force: boolean;
  readonly quiet: boolean;
}

/**
 * Writes the pictures of a result to their files. Those that cannot be written where they were wanted are not lost: the store has
 * them, and the person is told where.
 * @throws {EaselError} `output-failed`.
 */
export async function savePictures(
  { blobs }: { readonly blobs: Pick<BlobStore, 'get'> },
  { pictures, charged }: { readonly pictures: readonly Made[]; readonly charged: number },
  target: OutputTarget,
  { expected, force, quiet }: SaveWishes,
): Promise<string[]> {
  const saved: string[] = [];
  for (const [index, picture] of pictures.entries()) {
    const bytes = await blobs.get(picture.key);
    if (!bytes) throw new EaselError('store-unavailable', {}, { charged: charged > 0 });
    const extension = extensionOf(picture.type);
    // The names that were looked at before anything was spent, also where fewer pictures came.
    const path = pathsOf(fitting(target, extension), Math.max(expected, pictures.length), extension)[index] ?? '';
    const written = writeNew(path, bytes, { force, chosen: target.chosen });
    saved.push(await written.catch((cause: unknown) => cannotSave(path, { pictures, charged }, cause)));
    if (!quiet) console.log(saved.at(-1));
  }
  return saved;
}

type Made = Pick<StoredPicture, 'key' | 'type'>;

function cannotSave(
  path: string,
  { pictures, charged }: { readonly pictures: readonly Made[]; readonly charged: number },
  cause: unknown,
): never {
  const said = cause instanceof Error ? cause.message : String(cause);
  const [{ key } = { key: '' }, another] = pictures;
  throw new EaselError(
    'output-failed',
    { path, said, key: another ? `${dirname(key)}/` : key },
    { cause, charged: charged > 0 },
  );
}

/** A name that promises another format than the picture has would lie; the picture's own ending is added. */
function fitting(target: OutputTarget, extension: string): OutputTarget {
  const promised = formatOfName(`x${target.extension}`);
  const honest = target.extension === '' || promised === formatOfName(`x.${extension}`);
  if (honest) return target;
  console.error(`The picture is ${extension}, so it is saved with the ending .${extension}.`);
  return { ...target, extension: `${target.extension}.${extension}` };
}
