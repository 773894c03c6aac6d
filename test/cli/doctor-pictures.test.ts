import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import { type S3Server, startS3Server } from '../fakes/s3/s3-server.ts';
import { openWorkplace } from './run-easel.ts';

let server: S3Server;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());
beforeEach(() => server.breakBy(() => undefined));

async function doctor(env: Record<string, string>) {
  const { easel, folder } = openWorkplace({ PORT: '1', ...env });
  mkdirSync(join(folder, 'data', 'blobs', 'jobs'), { recursive: true });
  writeFileSync(join(folder, 'data', 'blobs', 'jobs', 'old.png'), 'a picture');
  const { code, stdout } = await easel('doctor');
  expect(stdout).not.toContain('easel-secret');
  return {
    code,
    folder,
    said: [...stdout.matchAll(/^pictures +(ok|note|FAIL) +(.*)$/gm)].map(([, ...cells]) => cells),
  };
}

it('says that pictures can be kept in the data folder', async () => {
  const { code, said, folder } = await doctor({});
  expect([code, said]).toEqual([0, [['ok', `written, read back and removed at ${join(folder, 'data', 'blobs')}`]]]);
});

it('says that pictures can be kept in S3, leaves nothing there, and tells of those from before', async () => {
  const { code, said, folder } = await doctor(server.env);
  const at = `${server.settings.endpoint}, bucket easel-pictures`;
  expect([code, said]).toEqual([
    0,
    [
      ['ok', `written, read back and removed at ${at}`],
      [
        'note',
        `pictures from before S3 are not found there: copy what is in ${join(folder, 'data', 'blobs')} into the bucket easel-pictures under the same names`,
      ],
    ],
  ]);
  expect(await server.keys()).toEqual([]);
});

it('says what is wrong with S3 in the words of whoever has to mend it', async () => {
  const { code, said } = await doctor({ ...server.env, S3_SECRET_KEY: 'another' });
  expect(code).toBe(1);
  expect(said[0]).toEqual([
    'FAIL',
    'S3_SECRET_KEY does not belong to S3_ACCESS_KEY (S3 answered 403 SignatureDoesNotMatch: It says no & why).',
  ]);
});

it('says so where the key may write but not remove', async () => {
  server.breakBy(({ method }) =>
    method === 'DELETE' ? { kind: 'refuse', status: 403, code: 'AccessDenied' } : undefined,
  );
  const { code, said } = await doctor(server.env);
  expect([code, said[0]?.[1]]).toEqual([1, expect.stringContaining('it needs to get, put, delete and list')]);
  server.empty();
});
