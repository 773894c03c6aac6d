import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { describe, expect, it, onTestFinished } from 'vitest';
import { realRedis } from '../fakes/real-stores.ts';
import { startChild } from '../fakes/start-child.ts';

/** `easel start` with these flags, in a folder of its own. */
async function start(flags: readonly string[], more: Readonly<Record<string, string>>) {
  const folder = await mkdtemp(join(tmpdir(), 'easel-roles-'));
  const program = new URL('../../src/easel.js', import.meta.url).pathname;
  const env = { PATH: process.env.PATH, HOME: folder, EASEL_DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'silent', ...more };
  const child = startChild([program, 'start', ...flags], { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  });
  return child;
}

async function ready(flags: readonly string[]) {
  const url = realRedis.corner();
  onTestFinished(() => realRedis.forget(url));
  const child = await start(flags, { REDIS_URL: url });
  for await (const chunk of child.stdout ?? []) {
    const found = /http:\/\/[\w.:]+/.exec(String(chunk))?.[0];
    if (found) return { child, url: found };
  }
  throw new Error('It ended before it was ready.');
}

const statusOf = async (url: string): Promise<number> => (await fetch(url)).status;

describe('roles', () => {
  it.each(['gateway', 'worker', 'api'])('%s names everything it lacks, and does not start', async (role) => {
    const child = await start(['--role', role], { DATABASE_URL: 'memory://' });
    const [said, [code]] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'exit')]);
    expect(said).toContain('REDIS_URL is missing');
    expect(said).toContain('DATABASE_URL is memory://');
    expect(said.includes('Neither Discord nor Slack')).toBe(role === 'gateway');
    expect(code).not.toBe(0);
  });

  it.each([[['--shards', '0,1']], [['--shards', '0,4', '--shard-count', '4']], [['--shard-count', '4']]])(
    '%s is refused',
    async (flags) => {
      const child = await start(flags, {});
      const [said] = await Promise.all([text(child.stderr ?? Readable.from([])), once(child, 'exit')]);
      expect(said).toContain('--shards and --shard-count belong together');
    },
  );

  describe.skipIf(realRedis.missing)(`at work${realRedis.missing ?? ''}`, () => {
    it('a worker serves its health and no pages, and ends when it is asked to', async () => {
      const { child, url } = await ready(['--role', 'worker']);
      const paths = ['/healthz', '/readyz', '/metrics', '/', '/gallery/x'];
      const statuses = await Promise.all(paths.map((path) => statusOf(`${url}${path}`)));
      expect(statuses).toEqual([200, 200, 200, 404, 404]);
      child.kill('SIGTERM');
      expect((await once(child, 'exit'))[0]).toBe(0);
    }, 60_000);

    it('an api serves programs, without the playground', async () => {
      const { url } = await ready(['--role', 'api']);
      expect(await Promise.all(['/healthz', '/v1/models', '/'].map((path) => statusOf(`${url}${path}`)))).toEqual([
        200, 200, 404,
      ]);
    }, 60_000);
  });
});
