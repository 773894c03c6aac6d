import { describe, expect, it } from 'vitest';
import { text } from '#src/domain/text.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import { messageIdOf, openStudio, type Studio } from './open-studio.ts';

const BYTES = Uint8Array.of(137, 80, 78, 71, 1, 2, 3);

const picture = (key: string, name: string): CardPicture => ({
  key,
  type: 'image/webp',
  width: 4,
  height: 4,
  alt: 'a fox',
  name,
  open: async () => undefined,
  fit: async () => undefined,
});

async function finished(studio: Studio, options: Record<string, boolean> = {}): Promise<string> {
  const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox', ...options } }));
  await studio.blobs.put('jobs/j/0.webp', BYTES);
  await studio.blobs.put('jobs/j/sheet.webp', BYTES.slice(2));
  await studio.blobs.put('jobs/j/all.webp', BYTES.slice(3));
  await studio.playground.delivery({ platform: 'playground', messageId: id }).finish({
    jobId: 'j',
    owner: { userId: 'ada', displayName: 'Ada' },
    prompt: 'a fox',
    pictures: [picture('jobs/j/0.webp', 'fox "ü"\r\n.webp'), picture('jobs/j/gone.webp', 'gone.webp')],
    sheet: picture('jobs/j/all.webp', 'all.webp'),
    references: { count: 1, sheet: picture('jobs/j/sheet.webp', 'sheet.webp') },
    facts: [],
    warnings: [],
    actions: [],
  });
  return id;
}

describe('pictures of results', () => {
  it('are served as they are, for ever, with what keeps a browser from misreading them', async () => {
    const studio = await openStudio();
    const answer = await studio.get(`/playground/pictures/${await finished(studio)}/0?name=Bob`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('image/webp');
    expect(answer.headers.get('cache-control')).toBe('private, max-age=31536000, immutable');
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(answer.headers.get('content-disposition')).toBeNull();
  });

  it('can be saved under the name of the card, whatever stands in it', async () => {
    const studio = await openStudio();
    const answer = await studio.get(`/playground/pictures/${await finished(studio)}/0?name=Bob&download=1`);
    expect(answer.headers.get('content-disposition')).toBe(
      `attachment; filename="fox______.webp"; filename*=UTF-8''fox%20%22%C3%BC%22%0D%0A.webp`,
    );
  });

  it('come with the sheet of references and the sheet of them all', async () => {
    const studio = await openStudio();
    const id = await finished(studio);
    const lengthOf = async (which: string) =>
      (await (await studio.get(`/playground/pictures/${id}/${which}?name=Bob`)).arrayBuffer()).byteLength;
    expect(await lengthOf('references')).toBe(BYTES.byteLength - 2);
    expect(await lengthOf('sheet')).toBe(BYTES.byteLength - 3);
  });

  it('are not there for who may not see them, nor where there are none', async () => {
    const studio = await openStudio();
    const hidden = await finished(studio, { private: true });
    const status = async (path: string) => (await studio.get(path)).status;
    expect(await status(`/playground/pictures/${hidden}/0?name=Ada`)).toBe(200);
    expect(await status(`/playground/pictures/${hidden}/0?name=Bob`)).toBe(404);
    expect(await status(`/playground/pictures/${hidden}/0`)).toBe(400);
    for (const which of ['1', '2', '-1', 'x', '__proto__', 'question', 'answer']) {
      expect(await status(`/playground/pictures/${hidden}/${which}?name=Ada`)).toBe(404);
    }
    await studio.playground.deleteResult({ platform: 'playground', messageId: hidden });
    expect(await status(`/playground/pictures/${hidden}/0?name=Ada`)).toBe(404);
  });
});

describe('pictures beside questions and answers', () => {
  const beside = picture('jobs/j/mask.webp', 'mask.webp');
  const facts = { jobId: 'j', prompt: 'a fox', facts: [], warnings: [], actions: [] };

  async function opened(options: Record<string, boolean> = {}) {
    const studio = await openStudio();
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox', ...options } }));
    await studio.blobs.put('jobs/j/mask.webp', BYTES);
    const delivery = studio.playground.delivery({ platform: 'playground', messageId: id });
    const status = async (which: string, name = 'Ada') =>
      (await studio.get(`/playground/pictures/${id}/${which}?name=${name}`)).status;
    return { studio, id, delivery, status };
  }

  it('are served by name, also after a restart, and only while they are shown', async () => {
    const { studio, id, delivery, status } = await opened();
    await delivery.ask({ ...facts, picture: beside });
    expect([await status('question'), await status('answer'), await status('0')]).toEqual([200, 404, 404]);
    const answer = await (await studio.again()).get(`/playground/pictures/${id}/question?name=Ada&download=1`);
    expect(Buffer.from(await answer.arrayBuffer()).equals(BYTES)).toBe(true);
    expect(answer.headers.get('content-disposition')).toContain('mask.webp');
    await delivery.answer({ kind: 'text', text: text('Here.'), picture: beside });
    expect([await status('question'), await status('answer'), await status('0')]).toEqual([404, 200, 404]);
  });

  it('are not there where there are none, and not for who may not see them', async () => {
    const { delivery, status } = await opened({ private: true });
    await delivery.ask(facts);
    expect(await status('question')).toBe(404);
    await delivery.ask({ ...facts, picture: beside });
    expect([await status('question'), await status('question', 'Bob')]).toEqual([200, 404]);
  });

  it('cannot be taken as sources by their place in the room', async () => {
    const { studio, id, delivery } = await opened();
    await delivery.ask({ ...facts, picture: beside });
    for (const from of [`result:${id}:0`, 'jobs/j/mask.webp']) {
      const answer = await studio.send({ command: 'edit', options: { prompt: 'x' }, pictures: [['image', from]] });
      expect(answer.status).toBe(400);
    }
  });
});

describe('pictures that were sent', () => {
  it('are refused for their size before they are read, and not read once nobody wants them', async () => {
    const { playground, blobs } = await openStudio();
    const { signal } = new AbortController();
    const large = { key: 'playground/uploads/x/0', filename: 'cat.png', declaredBytes: 11 };
    const read = playground.openImage(large, { maxBytes: 10, signal });
    await expect(read).rejects.toMatchObject({ code: 'image-too-large' });
    expect(blobs.keys()).toEqual([]);
  });
});

describe('unfinished pictures', () => {
  it('are served while they are the newest, to who may see the message', async () => {
    const studio = await openStudio();
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox', private: true } }));
    const delivery = studio.playground.delivery({ platform: 'playground', messageId: id });
    delivery.preview({ bytes: BYTES, type: 'image/png' }, 1);
    delivery.preview({ bytes: BYTES, type: 'image/png' }, 2);
    const status = async (step: number, name: string) =>
      (await studio.get(`/playground/previews/${id}/${step}?name=${name}`)).status;
    expect(await status(2, 'Ada')).toBe(200);
    expect(await status(1, 'Ada')).toBe(404);
    expect(await status(2, 'Bob')).toBe(404);
    await delivery.answer({ kind: 'text', text: text('done') });
    expect(await status(2, 'Ada')).toBe(404);
  });
});
