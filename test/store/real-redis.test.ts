import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { createSystemClock } from '#src/app/system-clock.ts';
import { createRedisStorage } from '#src/store/redis-storage.ts';
import { freePort } from '../fakes/free-port.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { openLedger, today } from './ledgers.ts';

const isThere = (program: string): boolean => spawnSync(program, ['--version']).error === undefined;
const missing = ['redis-server', 'openssl'].find((program) => !isThere(program));

/** A server of this test's own, with its data in one folder. */
async function startRedis(folder: string, port: number, more: readonly string[] = []): Promise<ChildProcess> {
  const settings = [
    '--dir',
    folder,
    '--bind',
    '127.0.0.1',
    '--save',
    '',
    '--appendonly',
    'yes',
    '--appendfsync',
    'always',
  ];
  const child = spawn('redis-server', ['--port', String(port), ...settings, ...more], { stdio: 'ignore' });
  onTestFinished(() => void child.kill('SIGKILL'));
  const tried = more.includes('--tls-port') ? Number(more[more.indexOf('--tls-port') + 1]) : port;
  await vi.waitFor(() => listens(tried), { timeout: 10_000, interval: 20 });
  return child;
}

function listens(port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      resolve();
    });
    socket.on('error', reject);
  });
}

describe.skipIf(missing !== undefined)(`a Redis of its own ${missing ? `(skipped: no ${missing})` : ''}`.trim(), () => {
  it('loses no credit when it stands still, is killed and comes back, while many hold and settle', {
    timeout: 40_000,
  }, async () => {
    const [folder, port] = [scratchFolder(), await freePort()];
    const first = await startRedis(folder, port);
    const { storage } = createRedisStorage(`redis://127.0.0.1:${port}`, { timeoutMs: 1500 });
    onTestFinished(() => storage.disconnect());
    const clock = createSystemClock();
    const { ledger } = openLedger(storage, clock);
    const jobs = Array.from({ length: 200 }, (_, index) => `job-${index}`);
    let settled = 0;
    const spend = async (job: string) => {
      const { held } = await ledger.hold('ada', job, 1, today(clock, 100));
      if (held) await ledger.settle('ada', job, 1);
      settled += 1;
    };
    const spending = Promise.allSettled(
      jobs.map(async (job, index) => {
        await new Promise((resolve) => setTimeout(resolve, index * 10));
        await spend(job);
      }),
    );
    await vi.waitFor(() => expect(settled).toBeGreaterThan(20), { timeout: 10_000, interval: 5 });
    first.kill('SIGSTOP');
    await new Promise((resolve) => setTimeout(resolve, 400));
    first.kill('SIGCONT');
    first.kill('SIGKILL');
    await once(first, 'exit');
    await startRedis(folder, port);
    await spending;
    await Promise.all(jobs.map(spend));
    expect(await ledger.balance('ada', today(clock, 100))).toMatchObject({ available: 0, held: 0 });
    expect(await ledger.audit('ada')).toMatchObject({ ok: true, balance: 0 });
  });

  it('is spoken to over TLS, and refused where its certificate is not trusted', { timeout: 30_000 }, async () => {
    const [folder, port] = [scratchFolder(), await freePort()];
    const [key, certificate] = [join(folder, 'key.pem'), join(folder, 'certificate.pem')];
    const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
    const kind = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2'];
    execFileSync('openssl', [...kind, '-keyout', key, '-out', certificate, ...names], { stdio: 'ignore' });
    const tls = ['--tls-cert-file', certificate, '--tls-key-file', key, '--tls-auth-clients', 'no'];
    await startRedis(folder, 0, ['--tls-port', String(port), ...tls]);
    const { storage: stranger } = createRedisStorage(`rediss://localhost:${port}`, { timeoutMs: 500 });
    onTestFinished(() => stranger.disconnect());
    await expect(stranger.get('a')).rejects.toMatchObject({ code: 'store-unavailable' });
    const program = `
      const { createRedisStorage } = await import('#src/store/redis-storage.ts');
      const { storage } = createRedisStorage('rediss://localhost:${port}');
      await storage.set('a', 'one');
      console.log(await storage.get('a'));
      await storage.disconnect();`;
    const env = { PATH: process.env.PATH ?? '', NODE_EXTRA_CA_CERTS: certificate };
    const said = execFileSync(process.execPath, ['--input-type=module', '-e', program], { env, timeout: 20_000 });
    expect(said.toString().trim()).toBe('one');
  });
});
