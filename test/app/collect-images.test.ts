import { describe, expect, it } from 'vitest';
import { createCollectImages } from '#src/app/collect-images.ts';
import type { Route } from '#src/app/route.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import { createMemoryBlobs } from '../fakes/memory-blobs.ts';
import { maskPng, pngOf, svgBytes } from '../fixtures/pictures.ts';

const PNG = await pngOf({ width: 32, height: 24 });
const MASK = await maskPng({ width: 32, height: 24, hole: { left: 0, top: 0, width: 9, height: 9 } });
const ref = (key: string): ImageRef => ({ key, filename: `${key}.png` });
const asked = (images: readonly ImageRef[], mask?: ImageRef): AcceptedRequest => ({
  command: 'edit',
  prompt: 'x',
  options: {},
  images,
  instructions: [],
  ...(mask && { mask }),
});

type Open = Route['openImage'];

function open(openImage: Open, blobs: BlobStore = createMemoryBlobs()) {
  const told: string[] = [];
  const nobody = async () => {};
  const silent = { update() {}, preview() {}, ask: nobody, finish: nobody, fail: nobody, answer: nobody };
  const route: Route = { id: 'test', openImage, deleteResult: nobody, delivery: () => silent };
  const collect = createCollectImages({
    blobs,
    limits: DEFAULT_LIMITS,
    turns: { fetch: (work) => work(), read: (work) => work() },
  });
  const run = (request: AcceptedRequest, signal = new AbortController().signal) =>
    collect('job-1', request, { route, signal, onPicture: (ready, of) => void told.push(`${ready} of ${of}`) });
  return { run, told, blobs };
}

describe('the pictures of a request', () => {
  it('are fetched two at a time, told one by one, and kept in their order with a sheet of them', async () => {
    let fetching = 0;
    const all = Promise.withResolvers<void>();
    const blobs = createMemoryBlobs();
    const { run, told } = open(async ({ key }) => {
      fetching++;
      if (fetching === 2) all.resolve();
      await all.promise;
      return key === 'mask' ? MASK : PNG;
    }, blobs);
    const kept = await run(asked([ref('a'), ref('b')], ref('mask')));
    expect(told).toEqual(['1 of 2', '2 of 2']);
    expect(kept.references.map(({ key, width, height }) => ({ key, width, height }))).toEqual([
      { key: 'jobs/job-1/reference-0.png', width: 32, height: 24 },
      { key: 'jobs/job-1/reference-1.png', width: 32, height: 24 },
    ]);
    expect(kept.mask).toMatchObject({ key: 'jobs/job-1/mask.png', width: 32, height: 24 });
    expect(blobs.keys()).toEqual([
      'jobs/job-1/mask.png',
      expect.stringMatching(/^jobs\/job-1\/overlay\./),
      'jobs/job-1/reference-0.png',
      'jobs/job-1/reference-1.png',
      expect.stringMatching(/^jobs\/job-1\/references\./),
    ]);
  });

  it('are none where none were given', async () => {
    const { run, told } = open(async () => PNG);
    expect(await run(asked([]))).toEqual({ references: [], warnings: [] });
    expect(told).toEqual([]);
  });

  it('are refused in their own words where one is bad', async () => {
    const { run } = open(async ({ key }) => (key === 'b' ? svgBytes() : PNG));
    await expect(run(asked([ref('a'), ref('b')]))).rejects.toMatchObject({ code: 'image-type' });
  });

  it('are refused with a sentence for each where several are bad', async () => {
    const { run } = open(async ({ key, filename }) => {
      if (key === 'gone') throw new EaselError('image-missing', { name: filename });
      return key === 'svg' ? svgBytes() : PNG;
    });
    const refused = run(asked([ref('svg'), ref('fine'), ref('gone')]));
    await expect(refused).rejects.toMatchObject({ code: 'images-refused' });
    await expect(refused).rejects.toThrow(/2 of your 3 pictures.*svg\.png.*gone\.png/);
  });

  it('are not blamed where the trouble is ours', async () => {
    const full: BlobStore = {
      ...createMemoryBlobs(),
      put: async () => {
        throw new EaselError('store-full', {});
      },
    };
    const { run } = open(async ({ key }) => (key === 'a' ? svgBytes() : PNG), full);
    await expect(run(asked([ref('a'), ref('b')]))).rejects.toMatchObject({ code: 'store-full' });
  });

  it('may be results of ours, larger than what people may send, and are copied', async () => {
    const blobs = createMemoryBlobs();
    const large = await pngOf({ width: 1500, height: 1500, noise: true });
    expect(large.byteLength).toBeGreaterThan(DEFAULT_LIMITS.referenceBytes);
    await blobs.put('jobs/old/0.png', large);
    const { run } = open(async () => PNG, blobs);
    const kept = await run(asked([{ ...ref('jobs/old/0.png'), kept: true }]));
    await blobs.removeAll('jobs/old/');
    expect(await blobs.get(kept.references[0]?.key ?? '')).toBeDefined();
  });

  it('are missing where a result of ours was deleted meanwhile', async () => {
    const { run } = open(async () => PNG);
    await expect(run(asked([{ ...ref('jobs/old/0.png'), kept: true }]))).rejects.toMatchObject({
      code: 'image-missing',
    });
  });

  it('are fetched under the signal of the job', async () => {
    const stop = new AbortController();
    const { run } = open(
      (_image, { signal }) => new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const collecting = run(asked([ref('a')]), stop.signal);
    stop.abort(new EaselError('canceled', {}));
    await expect(collecting).rejects.toMatchObject({ code: 'canceled' });
  });
});
