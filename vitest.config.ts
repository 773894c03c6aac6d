import { rmSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

const DAY_MS = 86_400_000;

/**
 * Where Node keeps compiled code between the processes of the test files, which import nearly the same. Test files have a new
 * address at every run, so the folder grows and is begun anew each day.
 */
const compiled = join(import.meta.dirname, 'node_modules/.compiled');
const begunAt = statSync(compiled, { throwIfNoEntry: false })?.birthtimeMs ?? Date.now();
if (Date.now() - begunAt > DAY_MS) rmSync(compiled, { recursive: true, force: true });
// biome-ignore lint/style/noProcessEnv: Node reads it when a process begins, and those of the tests begin with ours.
process.env.NODE_COMPILE_CACHE ??= compiled;

/**
 * Files that have a process of their own: they start processes or browsers, or leave behind what a whole Easel held, which takes a
 * gigabyte before it is collected.
 */
const APART = [
  'test/flows/**/*.test.ts',
  'test/browser/**/*.test.ts',
  'test/cli/**/*.test.ts',
  'test/crash/**/*.test.ts',
  'test/fleet/**/*.test.ts',
];

export default defineConfig({
  test: {
    environment: 'node',
    // Tests load native add-ons (sharp, SQLite) and end child processes.
    pool: 'forks',
    // These tests wait on timers and sockets for a third of their time.
    maxWorkers: Math.ceil(availableParallelism() * 1.5),
    // Node runs the tests as it runs the product, straight from the TypeScript: half of an import was vite's work. No test needs a
    // module transformed (no `vi.mock`, no `import.meta.vitest`).
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
    projects: [
      // To load the SDKs takes longer than most files: a process goes on with the next file. Nothing is left in a module by a test.
      { extends: true, test: { name: 'parts', isolate: false, include: ['test/**/*.test.ts'], exclude: APART } },
      { extends: true, test: { name: 'apart', include: APART } },
    ],
  },
});
