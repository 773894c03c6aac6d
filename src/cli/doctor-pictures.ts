import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#src/config/config.ts';
import type { Easel } from '#src/main.ts';
import { type Finding, finding } from './doctor-finding.ts';

/** Puts a few bytes where pictures are kept, reads them back in both ways, finds them in a list and removes them. */
export async function checkPictures(easel: Easel, config: Config): Promise<readonly Finding[]> {
  // The cause says what to mend; the sentence around it is for members.
  const check = () => putAndRemove(easel).catch((thrown: Error) => Promise.reject(thrown.cause ?? thrown));
  return [await finding('pictures', check), ...(await leftBehind(config))];
}

/** In the store itself: what could not be removed would otherwise be noted for later instead of told. */
async function putAndRemove({ pictures, newId }: Easel): Promise<string> {
  const { blobs } = pictures;
  const [folder, bytes] = [`probe/${newId()}`, Buffer.from('easel doctor')];
  await blobs.put(`${folder}/0`, bytes);
  const [read, facts] = await Promise.all([blobs.get(`${folder}/0`), blobs.look(`${folder}/0`)]);
  await blobs.removeAll(`${folder}/`);
  if (!read || !bytes.equals(read) || facts?.size !== bytes.byteLength)
    throw new Error(`What was written at ${pictures.where} cannot be read back.`);
  if (await blobs.look(`${folder}/0`)) throw new Error(`What was removed at ${pictures.where} is still there.`);
  return `written, read back and removed at ${pictures.where}`;
}

/** Pictures of the time before S3 are looked for in S3 alone. */
async function leftBehind({ s3, dataDir }: Config): Promise<readonly Finding[]> {
  if (!s3) return [];
  const folder = join(dataDir, 'blobs');
  const names = await readdir(folder).catch(() => []);
  if (names.every((name) => name.startsWith('.'))) return [];
  const copy = `copy what is in ${folder} into the bucket ${s3.bucket} under the same names`;
  return [{ part: 'pictures', state: 'note', says: `pictures from before S3 are not found there: ${copy}` }];
}
