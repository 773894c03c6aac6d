import { execFile } from 'node:child_process';
import { cp, glob, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { z } from 'zod';
import { forbiddenImports, importsOf, sharedSdks } from './import-table.ts';

const ROOT = join(import.meta.dirname, '..');

async function sources() {
  const files = [];
  for await (const file of glob('{src,commands}/**/*.{ts,js}', { cwd: ROOT }))
    files.push({ file, source: await readFile(join(ROOT, file), 'utf8') });
  return files;
}

const line = (name: string): string => `import { planted } from '${name}';\n\nexport const kept = planted;\n`;

/** A file, and what it must not import. */
const FORBIDDEN = [
  ['src/domain', '#src/ports/clock.ts'],
  ['src/domain', '#src/app/plan-job.ts'],
  ['src/domain', '../app/plan-job.ts'],
  ['src/domain', 'zod'],
  ['src/domain', 'node:fs'],
  ['src/ports', '#src/app/plan-job.ts'],
  ['src/ports', 'openai'],
  ['commands', '#src/app/plan-job.ts'],
  ['commands', '#src/models/openai/openai-model.ts'],
  ['commands', '../src/app/plan-job.ts'],
  ['src/app', '#src/models/openai/openai-model.ts'],
  ['src/app', '#src/chat/playground/playground.ts'],
  ['src/app', '#src/store/open-storage.ts'],
  ['src/app', '#commands/index.ts'],
  ['src/app', 'sharp'],
  ['src/images', '#src/ports/clock.ts'],
  ['src/net', '#src/app/plan-job.ts'],
  ['src/queue', '#src/store/open-storage.ts'],
  ['src/queue', 'keyv'],
  ['src/store', '#src/app/plan-job.ts'],
  ['src/store', 'openai'],
  ['src/http', '#src/store/open-storage.ts'],
  ['src/http', 'openai'],
  ['src/config', '#src/app/plan-job.ts'],
  ['src/simulator', '#src/app/plan-job.ts'],
  ['src/simulator', '../app/plan-job.ts'],
  ['src/simulator/drawing', '../../app/plan-job.ts'],
  ['src/simulator', 'openai/uploads'],
  ['src/chat/playground', '#src/app/plan-job.ts'],
  ['src/chat/playground', '#src/models/openai/openai-model.ts'],
  ['src/chat/playground', 'openai'],
  ['src/chat/newcomer', '#src/chat/playground/playground.ts'],
  ['src/chat/newcomer', '../playground/playground.ts'],
  ['src/chat/newcomer', 'hono'],
  ['src/chat', '#src/chat/discord/layout/clip.ts'],
  ['src/chat', 'discord.js'],
  ['src/chat/newcomer/room', '../../playground/playground.ts'],
  ['src/chat/newcomer/room', '#src/app/plan-job.ts'],
  ['src/chat/discord/layout', 'hono'],
  ['src/models/openai', '#src/models/catalogue/openai.ts'],
  ['src/models/openai', '#src/chat/playground/playground.ts'],
  ['src/models/openai', 'sharp'],
  ['src/models/openai', '#src/models/openai-compatible/open-compatible.ts'],
  ['src/models/openai-compatible', '#src/models/gemini/open-gemini.ts'],
  ['src/models/catalogue', 'openai'],
  ['src/models/newcomer', '#src/models/openai/openai-model.ts'],
  ['src/models/newcomer', 'openai/uploads'],
] as const;

const ALLOWED = [
  ['src/domain', './plan.ts'],
  ['src/ports', '#src/domain/plan.ts'],
  ['commands', '#src/ports/command.ts'],
  ['src/app', '#src/images/mask.ts'],
  ['src/app', 'node:timers/promises'],
  ['src/images', 'sharp'],
  ['src/simulator/openai', '../drawing/draw.ts'],
  ['src/store', 'node:sqlite'],
  ['src/http', 'hono/timeout'],
  ['src/chat/playground', 'hono/body-limit'],
  ['src/chat/newcomer', '#src/net/fetch-result.ts'],
  ['src/chat/newcomer', '#src/chat/pace.ts'],
  ['src/chat/newcomer', 'newcomer-sdk'],
  ['src/chat/newcomer/room', '../origin.ts'],
  ['src/chat/newcomer/room', '../other-room/door.ts'],
  ['src/models/openai', 'openai/resources/images'],
  ['src/models/openai-compatible', '#src/models/openai/images-model.ts'],
  ['src/models', './openai/openai-model.ts'],
  ['src/models/newcomer', '@newcomer/sdk'],
  ['src/cli', '#src/models/openai/check-openai.ts'],
] as const;

const plant = (folder: string, name: string, index: number) => ({
  file: `${folder}/planted-${index}.ts`,
  source: line(name),
});
const forbidden = FORBIDDEN.map(([folder, name], index) => plant(folder, name, index));
const allowed = ALLOWED.map(([folder, name], index) => plant(folder, name, FORBIDDEN.length + index));

describe('imports', () => {
  it('keep to the table, in every file of src and commands', async () => {
    const files = await sources();
    expect(files.length).toBeGreaterThan(50);
    const found = files.flatMap(({ file, source }) => forbiddenImports(file, source).map((name) => `${file}: ${name}`));
    expect(found).toEqual([]);
    expect(sharedSdks(files)).toEqual([]);
  });

  it.each(forbidden)('are held against the table: $file', ({ file, source }) => {
    expect(forbiddenImports(file, source)).toHaveLength(1);
  });

  it.each(allowed)('are let through: $file', ({ file, source }) => {
    expect(forbiddenImports(file, source)).toEqual([]);
  });

  it('of an SDK belong to one platform or provider', () => {
    const files = ['src/models/newcomer/a.ts', 'src/chat/newcomer/b.ts'].map((file) => ({
      file,
      source: line('some-sdk'),
    }));
    expect(sharedSdks(files)).toEqual(['some-sdk']);
  });

  it('are found in every form', () => {
    const source = [
      "import 'a';",
      "import b, { type B } from 'b';",
      "import {\n  c1,\n  c2,\n} from 'c';",
      "import type { D } from 'd';",
      "export { e } from 'e';",
      "export * from 'f';",
      "const g = await import('g');",
      "const [h] = await Promise.all([\n  import(\n    'h'\n  ),\n]);",
      "const no = 'taken from ', nor = `import 'x'`;",
    ].join('\n');
    expect(importsOf(source)).toEqual(['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']);
  });

  it('of a folder that is not in the table are an error, not a gap', () => {
    expect(() => forbiddenImports('src/newcomer/x.ts', line('node:fs'))).toThrow('src/newcomer');
  });
});

describe('the linter', () => {
  it('reports every import that the table forbids, and none that it allows', async () => {
    const reports = await lint([...forbidden, ...allowed]);
    const offenders = reports.filter(({ rule }) => rule === 'lint/style/noRestrictedImports').map(({ file }) => file);
    expect(offenders.toSorted()).toEqual(forbidden.map(({ file }) => file).toSorted());
  });

  it.each([
    ['lint/nursery/noFloatingPromises', 'async function work() {}\n\nwork();\n'],
    ['lint/nursery/noMisusedPromises', 'async function work() {}\n\nif (work()) throw new Error();\n'],
    ['lint/style/noDefaultExport', 'export default 1;\n'],
    ['lint/performance/noBarrelFile', "export { plan } from './plan.ts';\n"],
    ['lint/performance/noReExportAll', "export * from './plan.ts';\n"],
    ['lint/style/noProcessEnv', 'export const home = process.env.HOME;\n'],
    ['lint/style/noNonNullAssertion', 'export const first = (of: string[]) => of[0]!;\n'],
    // Planted, each of these: it is the lint that is tested.
    ['lint/suspicious/noExplicitAny', 'export const wide = (value: any) => value;\n'],
    ['lint/style/noParameterAssign', 'export function add(a: number) {\n  a += 1;\n  return a;\n}\n'],
    ['lint/style/noEnum', 'export enum Kind {\n  One,\n}\n'],
    ['lint/correctness/noUnusedVariables', 'const left = 1;\n'],
    ['lint/style/noExcessiveLinesPerFile', 'export {};\n'.repeat(301)],
    ['lint/complexity/noExcessiveLinesPerFunction', `export function long() {\n${'  void 0;\n'.repeat(51)}}\n`],
  ])('knows %s', async (rule, source) => {
    const reports = await lint([{ file: 'src/domain/planted.ts', source }]);
    expect(reports.map((report) => report.rule)).toContain(rule);
  });
});

/** What the linter reports, with the project's own settings, about files that exist only for this moment. */
async function lint(files: readonly { readonly file: string; readonly source: string }[]) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-lint-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  await cp(join(ROOT, 'biome.json'), join(folder, 'biome.json'));
  for (const { file, source } of files) {
    await mkdir(join(folder, dirname(file)), { recursive: true });
    await writeFile(join(folder, file), source);
  }
  const report = await biome(['lint', '--vcs-enabled=false', '--reporter=json', '--max-diagnostics=none', '.'], folder);
  return REPORT.parse(JSON.parse(report)).diagnostics.map(({ category, location }) => ({
    rule: category,
    file: location.path,
  }));
}

const REPORT = z.object({
  diagnostics: z.array(z.object({ category: z.string(), location: z.object({ path: z.string() }) })),
});

/** It ends with an error where it has something to report, so only its words count. */
function biome(args: readonly string[], cwd: string): Promise<string> {
  const options = { cwd, timeout: 60_000, maxBuffer: 16 * 1_048_576 };
  return new Promise((resolve) => {
    execFile(join(ROOT, 'node_modules/.bin/biome'), args, options, (_error, stdout) => resolve(stdout));
  });
}
