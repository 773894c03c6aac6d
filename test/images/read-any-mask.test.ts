import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import type { Size } from '#src/domain/picture.ts';
import { type MaskUpload, readAnyMask } from '#src/images/read-any-mask.ts';
import { bombPng, gifOf, jpegOf, maskPng, pngOf, truncated, webpOf } from '../fixtures/pictures.ts';

const limits = { name: 'mask.png', maxBytes: 4_194_304, limitPixels: 25_000_000 };
const svg = ({ width, height }: Size, drawing: string): Buffer =>
  Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${drawing}</svg>`);

const SCENE = `<defs><linearGradient id="g" y2="1"><stop stop-color="#c96"/><stop offset="1" stop-color="#369"/></linearGradient></defs>
  <rect width="100%" height="100%" fill="url(#g)"/><circle cx="70" cy="30" r="20" fill="#dd8"/><rect x="10" y="50" width="30" height="20" fill="#454"/>`;
const size = { width: 120, height: 80 };
const scene = () => sharp(svg(size, SCENE)).removeAlpha();

const reading = (source: Uint8Array, of: Size = size): ((bytes: Uint8Array) => ReturnType<typeof readAnyMask>) => {
  const upload: MaskUpload = { ...limits, source: { picture: { bytes: source, type: 'image/png' }, ...of } };
  return (bytes) => readAnyMask(bytes, upload);
};
const read = async (bytes: Uint8Array) => reading(await scene().png().toBuffer())(bytes);
/** Reads the mask of a plain grey picture of a few pixels. */
const readTiny = async (bytes: Uint8Array, of: Size) => reading(await pngOf({ ...of, color: '#777777' }), of)(bytes);

const at = (mask: Uint8Array, x: number, y: number, { width } = size): number => mask[y * width + x] ?? -1;
const shareOf = (mask: Uint8Array): number => mask.filter((value) => value > 127).length / mask.length;

describe('an erased part', () => {
  it('is what should change', async () => {
    const png = await maskPng({ width: 4, height: 3, hole: { left: 1, top: 1, width: 2, height: 1 } });
    const { mask, ...rest } = await readTiny(png, { width: 4, height: 3 });
    expect(rest).toEqual({ how: 'erased', width: 4, height: 3 });
    expect([...mask]).toEqual([0, 0, 0, 0, 0, 255, 255, 0, 0, 0, 0, 0]);
  });

  it('keeps its soft edges', async () => {
    const { mask } = await readTiny(await pngOf({ width: 2, height: 1, alpha: 200 }), { width: 2, height: 1 });
    expect([...mask]).toEqual([55, 55]);
  });

  it('is read from grey, palette and 16-bit pictures with alpha alike', async () => {
    const of = { width: 3, height: 1 };
    const grey = sharp(Buffer.from([7, 0, 9, 100, 20, 255]), { raw: { ...of, channels: 2 } });
    expect([...(await readTiny(await grey.png().toBuffer(), of)).mask]).toEqual([255, 155, 0]);
    const colours = Buffer.from([0, 0, 0, 0, 255, 0, 0, 255, 0, 255, 0, 128]);
    const palette = sharp(colours, { raw: { ...of, channels: 4 } }).png({ palette: true });
    expect([...(await readTiny(await palette.toBuffer(), of)).mask]).toEqual([255, 0, 127]);
    const deep = new Uint16Array([0, 0, 0, 0, 1, 2, 3, 32_768, 9, 9, 9, 65_535]);
    const sixteen = sharp(deep, { raw: { ...of, channels: 4 } })
      .toColourspace('rgb16')
      .png();
    expect([...(await readTiny(await sixteen.toBuffer(), of)).mask]).toEqual([255, 128, 0]);
  });

  it('turns upright like the picture it belongs to', async () => {
    const hole = { left: 0, top: 0, width: 2, height: 1 };
    const turned = sharp(await maskPng({ width: 4, height: 2, hole }))
      .withMetadata({ orientation: 6 })
      .png();
    const { mask } = await readTiny(await turned.toBuffer(), { width: 2, height: 4 });
    expect([...mask]).toEqual([0, 255, 0, 255, 0, 0, 0, 0]);
  });

  it('of another size was drawn for another picture', async () => {
    const half = await maskPng({ width: 60, height: 40, hole: { left: 10, top: 10, width: 20, height: 10 } });
    await expect(read(half)).rejects.toMatchObject({ code: 'mask-size', details: { mask: '60 x 40' } });
  });

  it('may be a pixel off, as editors round', async () => {
    const near = await maskPng({ width: 121, height: 80, hole: { left: 10, top: 10, width: 60, height: 30 } });
    const { mask, how, width, height } = await read(near);
    expect({ how, width, height }).toEqual({ how: 'erased', ...size });
    expect([at(mask, 40, 25), at(mask, 5, 25), at(mask, 90, 25)]).toEqual([255, 0, 0]);
    expect(shareOf(mask)).toBeCloseTo((60 * 30) / (121 * 80), 1);
  });

  it('of a see-through source is only what was erased in addition', async () => {
    const sticker = await sharp(svg(size, '<circle cx="60" cy="40" r="35" fill="#c63"/>')).png().toBuffer();
    const wiped = svg(size, '<rect x="50" y="30" width="20" height="20"/>');
    const copy = await sharp(sticker)
      .composite([{ input: wiped, blend: 'dest-out' }])
      .png()
      .toBuffer();
    const { mask, how } = await reading(sticker)(copy);
    expect(how).toBe('erased');
    expect([at(mask, 60, 40), at(mask, 2, 2), at(mask, 35, 40)]).toEqual([255, 0, 0]);
    await expect(reading(sticker)(sticker)).rejects.toMatchObject({ code: 'mask-not-found' });
  });

  it('of a mask that is no copy of its see-through source is all of it', async () => {
    const sticker = await sharp(svg(size, '<circle cx="60" cy="40" r="35" fill="#c63"/>')).png().toBuffer();
    const { mask } = await reading(sticker)(
      await maskPng({ ...size, hole: { left: 0, top: 0, width: 60, height: 80 } }),
    );
    expect([at(mask, 2, 2), at(mask, 50, 40), at(mask, 70, 40)]).toEqual([255, 255, 0]);
  });
});

describe('a black-and-white mask', () => {
  const disc = (drawing = '<circle cx="60" cy="40" r="20" fill="#fff"/>', of: Size = size) =>
    sharp(svg(of, `<rect width="100%" height="100%"/>${drawing}`)).removeAlpha();

  it('changes what is white', async () => {
    const { mask, how, width, height } = await read(await disc().png().toBuffer());
    expect({ how, width, height }).toEqual({ how: 'white', ...size });
    expect([at(mask, 60, 40), at(mask, 60, 65), at(mask, 5, 5)]).toEqual([255, 0, 0]);
  });

  it('comes clean out of a JPEG', async () => {
    const { mask, how } = await read(await disc().jpeg({ quality: 60 }).toBuffer());
    expect(how).toBe('white');
    const between = mask.filter((value) => value > 0 && value < 255).length;
    expect(between / mask.length).toBeLessThan(0.05);
    expect(shareOf(mask)).toBeCloseTo((Math.PI * 400) / 9600, 1);
  });

  it('keeps a feathered edge soft', async () => {
    const { mask, how } = await read(await disc().blur(2).png().toBuffer());
    expect(how).toBe('white');
    expect(new Set(mask).size).toBeGreaterThan(10);
  });

  it('may be a palette picture, grey, with an alpha channel nobody used, or a WebP', async () => {
    const forms = [
      disc().png({ palette: true, colours: 2 }),
      disc().toColourspace('b-w').png(),
      disc().ensureAlpha().png(),
      disc().webp({ quality: 80 }),
    ];
    for (const form of forms) {
      const { mask, how } = await read(await form.toBuffer());
      expect([how, at(mask, 60, 40), at(mask, 5, 5)]).toEqual(['white', 255, 0]);
    }
  });

  it('of another size was drawn for another picture', async () => {
    const large = disc('<rect x="60" width="60" height="80" fill="#fff"/>', { width: 240, height: 160 });
    await expect(read(await large.png().toBuffer())).rejects.toMatchObject({ code: 'mask-size' });
  });

  it('works on a black-and-white picture as well, where it is no copy of it', async () => {
    const lines =
      '<rect width="100%" height="100%" fill="#fff"/><path d="M0 20H120M0 60H120M30 0V80" stroke="#000" stroke-width="6"/>';
    const drawing = await sharp(svg(size, lines)).removeAlpha().png().toBuffer();
    const white = await reading(drawing)(await disc().png().toBuffer());
    expect([white.how, at(white.mask, 60, 40), at(white.mask, 5, 5)]).toEqual(['white', 255, 0]);
    const scribbled = svg(size, `${lines}<circle cx="90" cy="40" r="10" fill="#000"/>`);
    const drawn = await reading(drawing)(await sharp(scribbled).removeAlpha().png().toBuffer());
    expect([drawn.how, at(drawn.mask, 90, 40), at(drawn.mask, 30, 40)]).toEqual(['scribble', 255, 0]);
  });

  it('changes nothing where all of it is black, which is refused, and everything where all is white', async () => {
    await expect(read(await pngOf({ ...size, color: '#000000' }))).rejects.toMatchObject({ code: 'mask-unreadable' });
    expect(shareOf((await read(await pngOf({ ...size, color: '#ffffff' }))).mask)).toBe(1);
  });
});

describe('what is no mask of the picture', () => {
  it('is refused where it is the picture itself, whatever its format', async () => {
    const refusal = { code: 'mask-not-found', details: { name: 'mask.png' } };
    await expect(read(await scene().png().toBuffer())).rejects.toMatchObject(refusal);
    await expect(read(await scene().ensureAlpha().png().toBuffer())).rejects.toMatchObject(refusal);
    await expect(read(await scene().jpeg({ quality: 60 }).toBuffer())).rejects.toMatchObject(refusal);
    await expect(read(await scene().webp({ quality: 75 }).toBuffer())).rejects.toMatchObject(refusal);
  });

  it('is refused where it is another picture', async () => {
    const refusal = { code: 'mask-unreadable', details: { name: 'mask.png' } };
    await expect(read(await pngOf({ ...size, noise: true }))).rejects.toMatchObject(refusal);
    await expect(read(await scene().flop().flip().png().toBuffer())).rejects.toMatchObject(refusal);
    const other = '<rect width="100%" height="100%" fill="#284"/><circle cx="30" cy="60" r="25" fill="#fc0"/>';
    await expect(read(await sharp(svg(size, other)).removeAlpha().png().toBuffer())).rejects.toMatchObject(refusal);
  });

  it('is refused where it has another shape, of whatever kind it is', async () => {
    const details = { mask: '120 x 90', image: '120 x 80' };
    const other = { width: 120, height: 90 };
    const hole = { left: 0, top: 0, width: 9, height: 9 };
    const forms = [maskPng({ ...other, hole }), pngOf({ ...other, color: '#ffffff' }), jpegOf(other), webpOf(other)];
    for (const form of forms) await expect(read(await form)).rejects.toMatchObject({ code: 'mask-size', details });
  });

  it('is refused as any picture would be', async () => {
    const png = await pngOf({ ...size, noise: true });
    const source = { picture: { bytes: png, type: 'image/png' }, ...size } as const;
    const refused = (bytes: Uint8Array, own = {}) => expect(readAnyMask(bytes, { ...limits, source, ...own })).rejects;
    await refused(png, { maxBytes: 10 }).toMatchObject({ code: 'image-too-large' });
    await refused(png, { limitPixels: 899 }).toMatchObject({ code: 'image-too-many-pixels' });
    await refused(bombPng(30_000)).toMatchObject({ code: 'image-too-many-pixels' });
    await refused(truncated(png, 0.8)).toMatchObject({ code: 'image-broken' });
    const erased = await pngOf({ ...size, alpha: 0, noise: true });
    await refused(truncated(erased, 0.8)).toMatchObject({ code: 'image-broken' });
    await refused(Buffer.from('left ear, please')).toMatchObject({ code: 'image-type' });
    await refused(await gifOf({ frames: 2 })).toMatchObject({ code: 'image-animated' });
  });
});
