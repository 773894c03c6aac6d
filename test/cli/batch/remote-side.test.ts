import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Hono } from 'hono';
import { expect, it, onTestFinished } from 'vitest';
import { createRemoteSide } from '#src/cli/batch/remote-side.ts';
import { saveBatch } from '#src/cli/batch/save-batch.ts';
import { openRemote } from '#src/cli/remote/open-remote.ts';
import { NO_COUNTS } from '#src/domain/batches/batch.ts';
import { listen } from '#src/http/listen.ts';

const ENTRY = {
  ...{ line: 1, place: 0, state: 'made', prompt: 'a', options: {}, jobId: 'j', model: null, mode: null },
  ...{ credits: 2, error: null },
};

/** A server that names its files as it likes. */
async function openServer(files: readonly string[]) {
  const app = new Hono()
    .get('/v1/image_batches/b/manifest', (context) => context.text(`${JSON.stringify({ ...ENTRY, files })}\n`))
    .get('/v1/image_batches/b/images/0/1', (context) => context.text('picture'));
  const server = await listen(app, { host: '127.0.0.1', port: 0 });
  onTestFinished(() => server.close(0));
  const list = { file: '', format: 'lines' as const, defaults: {}, name: 'n', signal: AbortSignal.timeout(10_000) };
  return createRemoteSide(openRemote({ server: server.url }, {}), list);
}

const BATCH = {
  ...{ id: 'b', state: 'done' as const, lines: 1, broken: 0, firstBroken: [], credits: 2, pictures: 1 },
  counts: NO_COUNTS,
};

it('saves the files of a server under the names that every Easel gives them', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'easel-saved-'));
  await saveBatch(await openServer(['000001-été-1.png']), BATCH, join(folder, 'out'));
  expect(readdirSync(join(folder, 'out')).sort()).toEqual(['000001-été-1.png', 'manifest.csv', 'manifest.json']);
});

it.each(['../../taken.png', '/etc/taken.png', '..\\taken.png', '.bashrc', 'a/b.png', 'manifest.json\0.png'])(
  'writes nothing where a server names a file %j',
  async (name) => {
    const folder = mkdtempSync(join(tmpdir(), 'easel-saved-'));
    const saving = saveBatch(await openServer([name]), BATCH, join(folder, 'deep', 'out'));
    await expect(saving).rejects.toMatchObject({ code: 'output-failed' });
    expect(readdirSync(folder)).toEqual(['deep']);
    expect(readdirSync(join(folder, 'deep', 'out'))).toEqual([]);
  },
);
