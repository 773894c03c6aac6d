import { createHmac } from 'node:crypto';
import sharp from 'sharp';
import type { StoredFile, World } from './state.ts';

const LIFE_MS = 24 * 3_600_000;
const TYPES: Readonly<Record<string, string>> = {
  png: 'image/png',
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  webp: 'image/webp',
  gif: 'image/gif',
  avif: 'image/avif',
  heic: 'image/heic',
  txt: 'text/plain; charset=utf-8',
  json: 'application/json',
  mp4: 'video/mp4',
};

export interface Upload {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType?: string;
  readonly description?: string | null;
}

/** Keeps an upload's bytes, with what Discord says about them; type by name, size by looking. */
export async function storeFile(
  world: World,
  upload: Upload,
  place: { channelId: string; ephemeral: boolean },
): Promise<StoredFile> {
  const contentType = upload.contentType ?? TYPES[upload.name.split('.').pop()?.toLowerCase() ?? ''] ?? null;
  const size = contentType?.startsWith('image/') ? await measured(upload.bytes) : { width: null, height: null };
  const { name, bytes, description = null } = upload;
  const file = { id: world.newId(), name, bytes, contentType, ...size, description, ...place };
  world.files.set(file.id, file);
  return file;
}

async function measured(bytes: Uint8Array): Promise<{ width: number | null; height: number | null }> {
  try {
    const { width, height } = await sharp(bytes).metadata();
    return { width, height };
  } catch {
    return { width: null, height: null };
  }
}

const sign = (path: string, ex: string, is: string): string =>
  createHmac('sha256', 'played').update(`${path}?${ex}&${is}`).digest('hex');

/** A signed address that holds for a day. */
export function urlOf(world: World, file: StoredFile): string {
  const folder = file.ephemeral ? `ephemeral-attachments/${world.application.id}` : `attachments/${file.channelId}`;
  const path = `/${folder}/${file.id}/${encodeURIComponent(file.name)}`;
  const now = world.clock.now();
  const [ex, is] = [now + LIFE_MS, now].map((at) => Math.floor(at / 1000).toString(16)) as [string, string];
  return `${world.origin}${path}?ex=${ex}&is=${is}&hm=${sign(path, ex, is)}&`;
}

/** The bytes at an address, or undefined where it is not one, is no longer, or was not signed by us. */
export function fileAt(world: World, url: URL): StoredFile | undefined {
  const [ex = '', is = '', hm] = ['ex', 'is', 'hm'].map((name) => url.searchParams.get(name) ?? '');
  const id = /^\/(?:ephemeral-)?attachments\/\d+\/(\d+)\//.exec(url.pathname)?.[1];
  const valid = hm === sign(url.pathname, ex, is) && Number.parseInt(ex, 16) * 1000 > world.clock.now();
  return id && valid ? world.files.get(id) : undefined;
}
