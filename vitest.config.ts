import { rmSync, statSync } from 'node:fs';
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

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // Tests load native add-ons (sharp, SQLite) and end child processes, so each file has a process of its own.
    pool: 'forks',
    // By itself vitest leaves a core free for whoever watches; these tests wait on timers and sockets more than they compute.
    maxWorkers: '100%',
    // Node runs the tests as it runs the product, straight from the TypeScript: half of an import was vite's work. No test needs a
    // module transformed (no `vi.mock`, no `import.meta.vitest`).
    experimental: { viteModuleRunner: false, nodeLoader: false },
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
  },
});
