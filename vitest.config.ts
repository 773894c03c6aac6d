import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    environment: 'node',
    // Tests load native add-ons (sharp, SQLite) and end child processes, so each file has a process of its own.
    pool: 'forks',
    // By itself vitest leaves a core free for whoever watches; these tests wait on timers and sockets more than they compute.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    reporters: ['default'],
  },
});
