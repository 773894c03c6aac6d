import { posix } from 'node:path';

interface Folder {
  /** Folders it may import from beside itself. */
  readonly folders: readonly string[];
  readonly packages: readonly string[];
  /** Whether it may touch the machine: `node:` modules. */
  readonly node: boolean;
}

const folder = (folders: readonly string[], packages: readonly string[] = [], node = true): Folder => ({
  folders,
  packages,
  node,
});
const [DOMAIN, PORTS] = ['src/domain', 'src/ports'];
const ADAPTER = [DOMAIN, PORTS, 'src/net'];
const PLATFORM = [...ADAPTER, 'src/chat'];
const HONO = ['hono', '@hono/node-server'];
const SLACK = ['@slack/bolt', '@slack/oauth', '@slack/socket-mode', '@slack/types', '@slack/web-api'];

/** Who may import what. `biome.json` says the same to the editor. */
const TABLE: Readonly<Record<string, Folder>> = {
  'src/domain': folder([], ['re2js', 'temporal-polyfill'], false),
  'src/ports': folder([DOMAIN], [], false),
  commands: folder([DOMAIN, PORTS], [], false),
  'src/app': folder([DOMAIN, PORTS, 'src/images']),
  'src/images': folder([DOMAIN], ['sharp', 'file-type', 'heic-decode', '@resvg/resvg-js', 'echarts', 'harfbuzzjs']),
  'src/net': folder([DOMAIN, PORTS], ['undici', 'cockatiel', 'ipaddr.js']),
  'src/queue': folder([DOMAIN, PORTS], ['bullmq', 'ioredis']),
  'src/store': folder([DOMAIN, PORTS], ['keyv', 'ioredis', 'pg', 'aws4fetch', 'lru-cache', 'undici', 'zod']),
  'src/http': folder(
    [DOMAIN, PORTS, 'src/app', 'src/batch-files', 'src/pages'],
    [...HONO, 'prom-client', 'zod', '@hono/zod-openapi', '@fastify/busboy'],
  ),
  // What every page for people has in common.
  'src/pages': folder([], ['hono']),
  // Lists of prompts, and what is handed over of what was made of them.
  'src/batch-files': folder([DOMAIN], ['csv-parse', 'client-zip'], false),
  'src/config': folder([DOMAIN, PORTS], ['zod', 'fastest-levenshtein']),
  'src/simulator': folder([DOMAIN], [...HONO, '@resvg/resvg-js', 'sharp', 'zod']),
  // What every platform does alike; what belongs to one of them has a folder.
  'src/chat': folder([DOMAIN, PORTS]),
  'src/chat/playground': folder([...PLATFORM, 'src/pages'], ['hono', 'zod', '@fastify/busboy']),
  // Slack calls Easel over HTTP, and people install it with a browser.
  'src/chat/slack': folder(PLATFORM, ['hono', 'zod', ...SLACK]),
  'src/models': folder([...ADAPTER, 'src/models']),
  'src/models/catalogue': folder([DOMAIN, PORTS], ['zod', 'fastest-levenshtein']),
  'src/models/openai': folder(ADAPTER, ['openai', 'undici', 'zod']),
  // One adapter in two folders: docs/decisions/009-one-openai-adapter.md.
  'src/models/openai-compatible': folder([...ADAPTER, 'src/models/openai'], ['openai', 'undici', 'zod']),
};

/** Packages with a folder of their own; what is not here is the SDK of the one platform or provider that imports it. */
const OWNED = new Set([
  ...Object.values(TABLE).flatMap(({ packages }) => packages),
  ...['pino', 'commander', '@clack/prompts'],
]);
const NEUTRAL = ['zod', 'undici'];

/**
 * Every import of a file that the table forbids, also of types and within `import()`. What wires the product together, the files
 * right in `src` and the command line, may import everything.
 */
export function forbiddenImports(file: string, source: string): readonly string[] {
  if (/^src\/(cli\/.*|[^/]+)$/.test(file)) return [];
  return importsOf(source).filter((name) => !isAllowed(file, name));
}

/** Every module a file names. The formatter sees to it that an import begins its line and has single quotes. */
export function importsOf(source: string): readonly string[] {
  const named = source.matchAll(/^\s*(?:import|export)\s(?:[^'"`;]*?\sfrom\s)?'([^']+)'|\bimport\(\s*'([^']+)'/gm);
  return [...named].flatMap(([, name = '', lazily]) => lazily ?? name);
}

/** SDKs that more than one platform or provider imports. */
export function sharedSdks(files: readonly { readonly file: string; readonly source: string }[]): readonly string[] {
  const users = new Map<string, Set<string>>();
  for (const { file, source } of files)
    for (const name of importsOf(source).filter(isPackage).map(packageOf))
      if (!OWNED.has(name)) users.set(name, (users.get(name) ?? new Set()).add(homeOf(file)));
  return [...users].filter(([, homes]) => homes.size > 1).map(([name]) => name);
}

function isAllowed(file: string, name: string): boolean {
  const home = homeOf(file);
  const { folders, packages, node } = TABLE[home] ?? newcomer(home);
  if (name.startsWith('node:')) return node;
  if (isPackage(name)) return packages.includes(packageOf(name)) || (!(home in TABLE) && !OWNED.has(packageOf(name)));
  const target = homeOf(name.startsWith('#') ? name.slice(1) : posix.join(posix.dirname(file), name));
  const within = (folder: string) => target === folder || (folder !== 'src/chat' && target.startsWith(`${folder}/`));
  return target === home || folders.some(within);
}

/** A platform or provider that came after this table needs no line in it. */
function newcomer(home: string): Folder {
  if (/^src\/(chat|models)\/./.test(home)) return folder(home.startsWith('src/chat/') ? PLATFORM : ADAPTER, NEUTRAL);
  throw new Error(`The folder ${home} is not in the table of imports.`);
}

/** The folder whose rules hold for a file: `src/domain`, and one level deeper for platforms and providers. */
function homeOf(file: string): string {
  const [top = '', second = '', third = '', ...rest] = file.split('/');
  if (top !== 'src') return top;
  const deep = (second === 'chat' || second === 'models') && rest.length > 0;
  return deep ? `src/${second}/${third}` : `src/${second}`;
}

const isPackage = (name: string): boolean => !/^(node:|#|\.)/.test(name);

const packageOf = (name: string): string =>
  name
    .split('/')
    .slice(0, name.startsWith('@') ? 2 : 1)
    .join('/');
