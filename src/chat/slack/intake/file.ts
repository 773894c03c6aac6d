import { z } from 'zod';
import { inertFileName } from '#src/chat/file-name.ts';
import type { ImageRef } from '#src/domain/job.ts';
import type { Workspace } from '../origin.ts';
import { keyOf } from './picture-key.ts';
import { maybe, SlackId } from './shapes.ts';

/** A file of a message or a form. In channels shared with other workspaces it is a stub: its id, and that it has to be asked for. */
export const SlackFile = z.object({
  id: SlackId,
  name: maybe(z.string()),
  title: maybe(z.string()),
  mimetype: maybe(z.string()),
  filetype: maybe(z.string()),
  size: maybe(z.number().int().nonnegative()),
  mode: maybe(z.string()),
  file_access: maybe(z.string()),
});

export type SlackFile = z.infer<typeof SlackFile>;

export function refOf({ id, name, title, size }: SlackFile, workspace: Workspace): ImageRef {
  return {
    key: keyOf(workspace, id),
    filename: inertFileName(name || title || ''),
    // Of a stub Slack says 0 or nothing.
    ...(size && { declaredBytes: size }),
  };
}

const PICTURE_NAME = /\.(?:png|jpe?g|jfif|gif|webp|avif|heic|heif|svg|bmp|tiff?)$/i;

/** Whether a file among others is meant as a picture: by what Slack says it is, else by its name. Stubs may be. */
export function looksLikePicture({ mimetype, name, title, filetype, file_access }: SlackFile): boolean {
  if (mimetype?.startsWith('image/')) return true;
  if (/^(?:video|audio|text)\//.test(mimetype ?? '')) return false;
  if (file_access === 'check_file_info' && !mimetype) return true;
  return [name, title, `.${filetype ?? ''}`].some((each) => PICTURE_NAME.test(each ?? ''));
}

/** What is left of a file that somebody deleted. */
export const isDeleted = ({ mode }: SlackFile): boolean => mode === 'tombstone';
