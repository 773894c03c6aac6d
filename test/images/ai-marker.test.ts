import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { aiXmp } from '#src/domain/ai-marker.ts';
import type { Picture, PictureType } from '#src/domain/picture.ts';
import { aiKindOf, MARKER_ROOM, markedAsAi } from '#src/images/ai-marker.ts';
import { withCredentials } from '../fixtures/signed-pictures.ts';

const MADE = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia<';
const COMPOSITE = 'http://cv.iptc.org/newscodes/digitalsourcetype/compositeWithTrainedAlgorithmicMedia<';

const painted = (alpha: boolean) =>
  sharp(Buffer.from(Array.from({ length: 61 * 43 * 4 }, (_, index) => (index * 37) % 256)), {
    raw: { width: 61, height: 43, channels: 4 },
  })[alpha ? 'ensureAlpha' : 'removeAlpha']();

const exif = { IFD0: { Copyright: 'somebody' } };

const FILES: readonly (readonly [string, PictureType, () => Promise<Buffer>])[] = [
  ['a PNG', 'image/png', () => painted(true).png().toBuffer()],
  ['a PNG with a palette', 'image/png', () => painted(false).png({ palette: true }).toBuffer()],
  ['a JPEG', 'image/jpeg', () => painted(false).jpeg().toBuffer()],
  ['a progressive JPEG', 'image/jpeg', () => painted(false).jpeg({ progressive: true }).toBuffer()],
  [
    'a JPEG with Exif and a profile',
    'image/jpeg',
    () => painted(false).withExif(exif).withIccProfile('p3').jpeg().toBuffer(),
  ],
  ['a lossy WebP', 'image/webp', () => painted(false).webp().toBuffer()],
  ['a lossy WebP with alpha', 'image/webp', () => painted(true).webp().toBuffer()],
  ['a lossless WebP', 'image/webp', () => painted(false).webp({ lossless: true }).toBuffer()],
  ['a lossless WebP with alpha', 'image/webp', () => painted(true).webp({ lossless: true }).toBuffer()],
  [
    'a WebP with Exif and a profile',
    'image/webp',
    () => painted(false).withExif(exif).withIccProfile('p3').webp().toBuffer(),
  ],
];

const pixelsOf = (bytes: Uint8Array) => sharp(bytes).ensureAlpha().raw().toBuffer();

describe.each(FILES)('%s', (_what, type, file) => {
  const open = async (): Promise<Picture> => ({ bytes: await file(), type });

  it('says that a model made it, and is the same picture bit for bit', async () => {
    const picture = await open();
    const marked = markedAsAi(picture, 'made');
    const { xmpAsString, width, height, hasAlpha } = await sharp(marked.bytes, { failOn: 'warning' }).metadata();
    expect(xmpAsString).toContain(MADE);
    const before = await sharp(picture.bytes).metadata();
    expect([width, height, hasAlpha]).toEqual([before.width, before.height, before.hasAlpha]);
    expect((await pixelsOf(marked.bytes)).equals(await pixelsOf(picture.bytes))).toBe(true);
    expect(marked.bytes.byteLength - picture.bytes.byteLength).toBeLessThan(MARKER_ROOM);
  });

  it('keeps what else was in it', async () => {
    const picture = await open();
    const [before, after] = await Promise.all(
      [picture, markedAsAi(picture, 'made')].map(({ bytes }) => sharp(bytes).metadata()),
    );
    expect([after?.exif, after?.icc]).toEqual([before?.exif, before?.icc]);
  });

  it('says that a model made a part of it', async () => {
    const marked = markedAsAi(await open(), 'composite');
    expect((await sharp(marked.bytes).metadata()).xmpAsString).toContain(COMPOSITE);
    expect(aiKindOf(marked)).toBe('composite');
  });

  it('is marked once, and never called something else afterwards', async () => {
    const picture = await open();
    expect(aiKindOf(picture)).toBeUndefined();
    const marked = markedAsAi(picture, 'composite');
    expect(markedAsAi(marked, 'made').bytes).toBe(marked.bytes);
  });

  it('stays as it is with metadata that somebody else wrote', async () => {
    const theirs = aiXmp('made').replace('<rdf:Description', '<rdf:Description xmlns:x="urn:x" x:tool="theirs"');
    const bytes = await sharp(await file())
      .keepIccProfile()
      .withXmp(theirs)
      .toFormat(type.slice(6) as 'png')
      .toBuffer();
    expect(markedAsAi({ bytes, type }, 'composite').bytes).toBe(bytes);
    expect(aiKindOf({ bytes, type })).toBe('made');
  });

  it('stays as it is with signed credentials', async () => {
    const signed = withCredentials(await open());
    expect(markedAsAi(signed, 'made').bytes).toBe(signed.bytes);
  });

  it('comes back as it is where it breaks off anywhere', async () => {
    const { bytes } = await open();
    for (let length = 0; length < 60; length++) {
      const cut = { bytes: bytes.subarray(0, length), type };
      expect(() => markedAsAi(cut, 'made')).not.toThrow();
    }
  });
});

it('bytes that are no picture at all come back as they are', () => {
  for (const type of ['image/png', 'image/jpeg', 'image/webp'] as const) {
    const bytes = Buffer.from('no picture, but long enough to look at it');
    expect(markedAsAi({ bytes, type }, 'made').bytes).toBe(bytes);
  }
});
