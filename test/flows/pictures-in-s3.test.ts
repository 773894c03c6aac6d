import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { fileRoutes } from '#src/http/file-routes.ts';
import { type Fault, type S3Server, startS3Server } from '../fakes/s3/s3-server.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { buttonOf, type Flow, openAiAt, openFlow } from './open-flow.ts';
import { openedOf } from './pixels.ts';

let server: S3Server;
let flow: Flow;
beforeAll(async () => {
  server = await startS3Server();
});
afterAll(() => server.close());
beforeEach(() => {
  server.breakBy(() => undefined);
  server.empty();
});
afterEach(() => flow.close());

const env = (url: string) => ({ ...openAiAt(url), ...server.env, PUBLIC_BASE_URL: 'https://easel.test' });
const open = () => openFlow({ env });
const edit = async () => ({
  name: 'edit',
  options: { prompt: 'a fox' },
  images: { image: [await pngOf({ width: 16, height: 16 })] },
});
const linked = (url: string | undefined) =>
  fileRoutes(flow.easel).request((url ?? '').slice('https://easel.test'.length));

it('everything a request needs and makes is kept there, and nothing on this machine', async () => {
  flow = await open();
  const shown = await flow.made(await edit());
  const { jobId = '', pictures = [] } = shown.result ?? {};
  expect(await server.keys()).toEqual(expect.arrayContaining([`jobs/${jobId}/0.png`, `jobs/${jobId}/reference-0.png`]));
  expect(existsSync(join(flow.dataDir, 'blobs', 'jobs'))).toBe(false);
  const answer = await linked(pictures[0]?.url);
  expect(Buffer.from(await answer.arrayBuffer()).equals(await openedOf(shown))).toBe(true);
  const part = await fileRoutes(flow.easel).request(pictures[0]?.url ?? '', { headers: { range: 'bytes=1-3' } });
  expect([part.status, await part.text()]).toEqual([206, 'PNG']);
});

it('a link outlives a restart, and neither the result nor the bytes outlive deleting', async () => {
  flow = await open();
  const shown = await flow.made(await edit());
  await flow.stop();
  flow = await openFlow({ env, dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
  const [picture] = shown.result?.pictures ?? [];
  expect((await linked(picture?.url)).status).toBe(200);
  await flow.made({ trigger: 'button', state: buttonOf(shown, 'Delete') });
  expect((await linked(picture?.url)).status).toBe(404);
  expect(await server.keys()).toEqual([]);
});

it('a picture that is made already is not lost where S3 stumbles: it is kept, shown and charged once', async () => {
  flow = await open();
  const faults: Fault[] = [{ kind: 'reset' }, { kind: 'lost' }, ...Array<Fault>(3).fill(refusal(503, 'SlowDown'))];
  server.breakBy(({ method, key }) => (method === 'PUT' && key.endsWith('/0.png') ? faults.shift() : undefined));
  const shown = await flow.made({ options: { prompt: 'a fox' } });
  expect(faults).toEqual([]);
  expect((await openedOf(shown)).byteLength).toBeGreaterThan(1000);
  expect(flow.simulator.taken).toBe(1);
  expect(await flow.balance()).toEqual({ available: 38, held: 0 });
});

it('a picture for which S3 has no room is told of, and costs nothing', async () => {
  flow = await open();
  server.breakBy(({ key }) => (key.endsWith('/0.png') ? refusal(507, 'XMinioStorageFull') : undefined));
  const { failure } = await flow.made({ options: { prompt: 'a fox' } });
  expect(failure?.failure).toMatchObject({ code: 'store-full', blame: 'operator', charged: false });
  expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  expect(await server.keys()).toEqual([]);
  expect(JSON.stringify(flow.log.lines)).toContain('The bucket of Easel');
});

it('nobody is asked to draw, and nothing is held, while what people bring cannot be kept', async () => {
  flow = await open();
  server.breakBy(() => refusal(403, 'AccessDenied'));
  const { failure } = await flow.made(await edit());
  expect(failure?.failure).toMatchObject({ code: 'store-unavailable', blame: 'operator', charged: false });
  expect(flow.simulator.taken).toBe(0);
  expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  const log = JSON.stringify(flow.log.lines.map(({ fields }) => ({ ...fields, said: causesIn(fields.err) })));
  expect(log).toContain('it needs to get, put, delete and list in the bucket easel-pictures');
  expect(log).not.toContain('easel-secret');
  server.breakBy(() => undefined);
  expect((await flow.made(await edit())).result).toBeDefined();
});

const refusal = (status: number, code: string): Fault => ({ kind: 'refuse', status, code });

const causesIn = (thrown: unknown): string =>
  thrown instanceof Error ? `${thrown.message} ${causesIn(thrown.cause)}` : '';
