import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../fakes/recording-platform.ts';
import { bombPng, gifOf, jpegOf, maskPng, pngOf, svgBytes, truncated } from '../fixtures/pictures.ts';
import { type Flow, openFlow } from './open-flow.ts';

interface Case {
  readonly what: string;
  readonly asked: () => Promise<Asked>;
  readonly code: string;
  readonly says: string;
}

const words = new TextEncoder().encode('This is a text file, whatever its name says. '.repeat(20));
const hole = { left: 0, top: 0, width: 10, height: 10 };
const asking = (options: Asked['options'], images: Asked['images'] = {}, name = 'imagine'): Asked => ({
  name,
  options: { prompt: 'a fox', ...options },
  images,
  formless: true,
});
const png = () => pngOf({ width: 64, height: 64 });

const CASES: readonly Case[] = [
  {
    what: 'an empty prompt',
    asked: async () => asking({ prompt: '   ' }),
    code: 'empty-prompt',
    says: 'Your prompt is empty',
  },
  {
    what: 'a prompt of 2001 characters',
    asked: async () => asking({ prompt: 'é'.repeat(2001) }),
    code: 'prompt-too-long',
    says: '2,001 characters; the limit is 2,000',
  },
  {
    what: 'a file over 5 MB',
    asked: async () => asking({}, { image: [await pngOf({ width: 1500, height: 1500, noise: true })] }),
    code: 'image-too-large',
    says: 'the limit is 5 MB',
  },
  {
    what: 'a text file named .png',
    asked: async () => asking({}, { image: [words] }),
    code: 'image-type',
    says: 'not a picture',
  },
  {
    what: 'a truncated PNG',
    asked: async () => asking({}, { image: [truncated(await pngOf({ width: 300, height: 300, noise: true }))] }),
    code: 'image-broken',
    says: 'damaged or cut short',
  },
  {
    what: 'a truncated JPEG',
    asked: async () => asking({}, { image: [truncated(await jpegOf({ width: 300, height: 300, noise: true }))] }),
    code: 'image-broken',
    says: 'damaged or cut short',
  },
  {
    what: 'a 30,000 x 30,000 PNG',
    asked: async () => asking({}, { image: [bombPng(30_000)] }),
    code: 'image-too-many-pixels',
    says: '30,000 x 30,000',
  },
  {
    what: 'an animated GIF',
    asked: async () => asking({}, { image: [await gifOf({ frames: 3 })] }),
    code: 'image-animated',
    says: 'is animated',
  },
  { what: 'an SVG', asked: async () => asking({}, { image: [svgBytes()] }), code: 'image-type', says: 'svg' },
  {
    what: '17 references',
    asked: async () => asking({}, { image: await Promise.all(Array.from({ length: 17 }, png)) }),
    code: 'too-many-references',
    says: 'You sent 17 pictures',
  },
  {
    what: 'two refused pictures of three',
    asked: async () => asking({}, { image: [await png(), svgBytes(), words] }),
    code: 'images-refused',
    says: '2 of your 3 pictures',
  },
  {
    what: 'a mask of another size',
    asked: async () => asking({}, { image: [await png()], mask: [await maskPng({ width: 32, height: 32, hole })] }),
    code: 'mask-size',
    says: '32 x 32',
  },
  {
    what: 'a mask that is the picture itself',
    asked: async () => asking({}, { image: [await png()], mask: [await png()] }),
    code: 'mask-not-found',
    says: 'No mark was found',
  },
  {
    what: 'a mask without an image',
    asked: async () => asking({}, { mask: [await maskPng({ width: 64, height: 64, hole })] }),
    code: 'mask-without-image',
    says: 'needs the picture',
  },
  { what: 'no pictures', asked: async () => asking({ n: 0 }), code: 'count-out-of-range', says: '1 to 10' },
  { what: '11 pictures', asked: async () => asking({ n: 11 }), code: 'count-out-of-range', says: '11 pictures' },
  {
    what: 'transparency in a JPEG',
    asked: async () => asking({ background: 'transparent', format: 'jpeg' }),
    code: 'transparent-needs-alpha',
    says: 'Use png or webp',
  },
  {
    what: 'an unknown model',
    asked: async () => asking({ model: 'gpt-image-2.6-flair' }),
    code: 'unknown-model',
    says: 'openai/gpt-image-2.6-flare',
  },
  {
    what: 'a model that takes no pictures',
    asked: async () => asking({ model: 'dall-e-3' }, { image: [await png()] }),
    code: 'model-cannot',
    says: 'cannot start from pictures',
  },
  {
    what: 'more than there is',
    asked: async () => asking({ n: 10, quality: 'max' }),
    code: 'not-enough-credits',
    says: 'This costs 320 credits and you have 40',
  },
  {
    what: 'an edit without a picture',
    asked: async () => asking({}, {}, 'edit'),
    code: 'needs-image',
    says: 'needs a picture',
  },
  {
    what: 'a size in words',
    asked: async () => asking({ size: 'big' }),
    code: 'option-invalid',
    says: 'does not fit the option size',
  },
];

describe('bad input is refused with a clear sentence; nothing is charged, nothing is sent', () => {
  let flow: Flow;
  beforeAll(async () => {
    flow = await openFlow();
  });
  afterAll(() => flow.close());

  it.each(CASES)('refuses $what', async ({ asked, code, says }) => {
    const shown = await flow.made(await asked());
    expect(shown.failure?.failure).toMatchObject({ code, charged: false });
    expect(shown.failure?.failure.message).toContain(says);
    expect(shown.failure?.failure.message).toMatch(/Nothing was charged\.$/);
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
    expect(flow.simulator.requests).toHaveLength(0);
  });

  it('tells when more credits come', async () => {
    const shown = await flow.made(asking({ n: 10, quality: 'max' }));
    expect(shown.failure?.failure.message).toMatch(/More come at \d{4}-\d\d-\d\d 00:00 UTC/);
  });
});
