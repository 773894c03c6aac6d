import type Replicate from 'replicate';
import { z } from 'zod';
import { extensionOf, type Picture } from '#src/domain/picture.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import type { Attached } from './request.ts';

/** Up to this size the vendor recommends a data URL, which it does not keep. */
const INLINE_BYTES = 256 * 1024;
/** Of all data URLs of one request. */
const INLINE_BYTES_TOGETHER = 1024 * 1024;

const uploaded = z.object({ id: z.string().regex(/^[\w-]{1,100}$/), urls: z.object({ get: z.string().min(1) }) });

export interface Attachment extends Attached {
  /** Deletes what was uploaded; best effort, for the vendor deletes it after a day. */
  remove(): void;
}

/** What an upload that nobody needs any more may take to be deleted. */
const REMOVE_MS = 10_000;

/**
 * Brings the pictures of a request to where a model can read them: small ones as data URLs, larger ones uploaded.
 * @throws what the SDK threw, or the signal's reason; what was uploaded until then is deleted.
 */
export async function attachPictures(
  client: Replicate,
  { references, mask }: FittedRequest,
  signal: AbortSignal,
): Promise<Attachment> {
  const ids: string[] = [];
  const remove = () => {
    for (const id of ids.splice(0))
      client.files.delete(id, { signal: AbortSignal.timeout(REMOVE_MS) }).catch(() => undefined);
  };
  let inline = 0;

  async function attach(picture: Picture, name: string): Promise<string> {
    const { length } = picture.bytes;
    if (length <= INLINE_BYTES && inline + length <= INLINE_BYTES_TOGETHER) {
      inline += length;
      return `data:${picture.type};base64,${Buffer.from(picture.bytes).toString('base64')}`;
    }
    const file = uploaded.parse(await client.files.create(fileOf(picture, name), {}, { signal }));
    ids.push(file.id);
    return file.urls.get;
  }

  const attached = await Promise.allSettled([
    ...references.map((picture, index) => attach(picture, `image-${index + 1}`)),
    ...(mask ? [attach(mask, 'mask')] : []),
  ]);
  const failed = attached.find((each) => each.status === 'rejected');
  if (failed) {
    remove();
    throw failed.reason;
  }
  const addresses = attached.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const last = mask && addresses.pop();
  return { references: addresses, ...(last !== undefined && { mask: last }), remove };
}

/** The vendor tells the type off the part: a plain buffer would go as an octet stream. */
const fileOf = ({ bytes, type }: Picture, name: string): File =>
  new File([new Uint8Array(bytes)], `${name}.${extensionOf(type)}`, { type });
