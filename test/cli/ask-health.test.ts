import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { freePort } from '../fakes/free-port.ts';
import { openWorkplace } from './run-easel.ts';

const PATIENT = { timeout: 20_000, interval: 100 };

/** Something else that listens where Easel is looked for. */
async function answering(status: number, body: string): Promise<string> {
  const server = createServer((_request, response) => response.writeHead(status).end(body)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => void server.close());
  // Proof: it listens on TCP.
  return String((server.address() as AddressInfo).port);
}

const health = (port: string, ...flags: readonly string[]) => openWorkplace({ PORT: port }).easel('health', ...flags);

describe('easel health', () => {
  it('ends with 0 where Easel lives, and with --ready where it can do its work; and with 1 once it is gone', async () => {
    const PORT = String(await freePort());
    const { start, easel } = openWorkplace({ PORT, LOG_LEVEL: 'silent' });
    const gone = await easel('health');
    expect(gone).toMatchObject({ code: 1, stdout: '' });
    expect(gone.stderr).toContain(`http://127.0.0.1:${PORT}/healthz did not answer`);
    const { child, stdout } = start('start');
    await vi.waitFor(() => expect(stdout()).toContain('Easel is ready'), PATIENT);
    expect(await easel('health')).toMatchObject({ code: 0, stdout: 'Easel lives.\n', stderr: '' });
    expect(await easel('health', '--ready')).toMatchObject({ code: 0, stdout: 'Easel is ready.\n', stderr: '' });
    child.kill('SIGTERM');
  }, 60_000);

  it('says what keeps it from its work', async () => {
    const port = await answering(503, '{"status":"not ready","why":["the store is down","it is being stopped"]}');
    const stderr = 'Easel is not ready: the store is down; it is being stopped.\n';
    expect(await health(port, '--ready')).toMatchObject({ code: 1, stdout: '', stderr });
  });

  it.each(['<html>hello</html>', '{"hello":"world"}'])('does not take %s for Easel', async (body) => {
    const ended = await health(await answering(200, body));
    expect(ended).toMatchObject({ code: 1, stdout: '' });
    expect(ended.stderr).toMatch(/not (that of )?Easel/);
  });

  it('cannot ask where any free port was taken', async () => {
    expect(await health('0')).toMatchObject({ code: 1, stderr: expect.stringContaining('PORT is 0') });
  });
});
