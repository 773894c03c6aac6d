import { z } from 'zod';
import { inertFileName } from '#src/chat/file-name.ts';
import type { ImageRef } from '#src/domain/job.ts';
import { Snowflake } from './shapes.ts';

export const Attachment = z.object({
  id: Snowflake,
  filename: z.string().catch(''),
  url: z.string().min(1),
  size: z.number().int().nonnegative().optional().catch(undefined),
  content_type: z.string().nullish().catch(null),
});

export type Attachment = z.infer<typeof Attachment>;

/** Attachments by their ids, as interactions bring them. */
export const Resolved = z
  .object({ attachments: z.record(z.string(), z.unknown()).catch({}) })
  .catch({ attachments: {} });

export type Resolved = z.infer<typeof Resolved>;

export const refOf = ({ url, filename, size }: Attachment): ImageRef => ({
  key: url,
  filename: inertFileName(filename),
  ...(size !== undefined && { declaredBytes: size }),
});

/** A picture that was given and not told of: asking for it says that it is missing, which dropping it would not. */
const MISSING: ImageRef = { key: '', filename: 'picture' };

/** What stands behind an id. */
export function resolvedRef({ attachments }: Resolved, id: unknown): ImageRef {
  const found = typeof id === 'string' && Object.hasOwn(attachments, id) ? attachments[id] : undefined;
  const read = Attachment.safeParse(found);
  return read.success ? refOf(read.data) : MISSING;
}

const PICTURE_NAME = /\.(?:png|jpe?g|jfif|gif|webp|avif|heic|heif|svg|bmp|tiff?)$/i;

/** Whether a file among others is meant as a picture: by what Discord says it is, else by its name. */
export const looksLikePicture = (type: string | null | undefined, name: string): boolean =>
  type?.startsWith('image/') || (PICTURE_NAME.test(name) && !/^(?:video|audio)\//.test(type ?? ''));
