import { access, open } from 'node:fs/promises';
import { dirname, extname, join, parse } from 'node:path';
import type { PictureFormat } from '#src/domain/picture.ts';
import { isFolder, makeFolder } from './data-folder.ts';

const SLUG_LENGTH = 40;

/** Where the pictures of a run go: `light.png`, or `light-1.png`, `light-2.png` … for several. */
export interface OutputTarget {
  readonly folder: string;
  readonly stem: string;
  /** The extension a person wrote, with its dot; empty where it follows the picture. */
  readonly extension: string;
  /** A name a person chose is never replaced by another; one we made up may get a number. */
  readonly chosen: boolean;
}

/** Reads `--output`: a file, a folder (existing, or ending in a slash), or nothing, which makes a name of the prompt. */
export async function targetOf(output: string | undefined, prompt: string): Promise<OutputTarget> {
  const stem = slugOf(prompt);
  if (output === undefined) return { folder: '.', stem, extension: '', chosen: false };
  if (/[/\\]$/.test(output) || (await isFolder(output))) return { folder: output, stem, extension: '', chosen: false };
  const { dir, name, ext } = parse(output);
  return { folder: dir || '.', stem: name, extension: ext, chosen: true };
}

/** The format a file name asks for; `undefined` where it asks for none. */
export function formatOfName(path: string): PictureFormat | undefined {
  const extension = extname(path).toLowerCase();
  if (extension === '.jpg' || extension === '.jpeg') return 'jpeg';
  return extension === '.png' ? 'png' : extension === '.webp' ? 'webp' : undefined;
}

/** The files a run would write, before anything is spent; `extension` (without dot) is the expected one. */
export function pathsOf(target: OutputTarget, count: number, extension: string): string[] {
  const suffix = target.extension || `.${extension}`;
  return Array.from({ length: count }, (_, index) =>
    join(target.folder, `${target.stem}${count > 1 ? `-${index + 1}` : ''}${suffix}`),
  );
}

/** Those of the paths where something is already. */
export async function existing(paths: readonly string[]): Promise<string[]> {
  const there = await Promise.all(
    paths.map((path) =>
      access(path).then(
        () => true,
        () => false,
      ),
    ),
  );
  return paths.filter((_, index) => there[index]);
}

/**
 * Writes one file. Without `force` an existing file is never touched: a chosen name is refused, a made-up one gets a number.
 * @returns the path written.
 * @throws the system's error; `EEXIST` where the chosen name is taken.
 */
export async function writeNew(
  path: string,
  bytes: Uint8Array,
  { force, chosen }: { force: boolean; chosen: boolean },
): Promise<string> {
  await makeFolder(dirname(path));
  for (let attempt = 1; ; attempt++) {
    const candidate = attempt === 1 ? path : numbered(path, attempt);
    try {
      await write(candidate, bytes, force ? 'w' : 'wx');
      return candidate;
    } catch (error) {
      if (chosen || !isTaken(error) || attempt === MOST_NUMBERS) throw error;
    }
  }
}

const MOST_NUMBERS = 1000;

async function write(path: string, bytes: Uint8Array, flag: 'w' | 'wx'): Promise<void> {
  const file = await open(path, flag);
  try {
    await file.writeFile(bytes);
  } finally {
    await file.close();
  }
}

function numbered(path: string, number: number): string {
  const { dir, name, ext } = parse(path);
  return join(dir, `${name}-${number}${ext}`);
}

const isTaken = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === 'EEXIST';

function slugOf(prompt: string): string {
  const words = prompt
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^\p{Letter}\p{Number}]+/gu, '-')
    .replace(/^-+|-+$/g, '');
  return `easel-${[...words].slice(0, SLUG_LENGTH).join('').replace(/-+$/, '') || 'picture'}`;
}
