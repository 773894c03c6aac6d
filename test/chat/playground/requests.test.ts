import { describe, expect, it, vi } from 'vitest';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { FormSpec, ResultCard } from '#src/ports/cards.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { acknowledge, formOf, messageIdOf, openStudio, type Studio, sentenceOf } from './open-studio.ts';

const FORM: FormSpec = { name: 'edit', title: 'Edit', submitLabel: 'Edit', state: 'state-1', fields: [] };

const png = (size = 4, name = 'cat.png') => new File([new Uint8Array(size)], name, { type: 'image/png' });

const cardFor = (userId: string): ResultCard => ({
  jobId: 'job1',
  owner: { userId, displayName: userId },
  prompt: 'a fox',
  pictures: [
    {
      key: 'jobs/job1/0.png',
      type: 'image/png',
      width: 4,
      height: 4,
      alt: 'a fox',
      name: 'fox.png',
      open: async () => undefined,
      fit: async () => undefined,
    },
  ],
  facts: [],
  warnings: [],
  actions: [{ kind: 'vary', label: 'V1', picture: 0, state: 'state-v1', opensForm: false }],
});

async function finished(studio: Studio, name: string, options: Record<string, string | boolean> = {}): Promise<string> {
  const id = await messageIdOf(await studio.send({ name, options: { prompt: 'a fox', ...options } }));
  await studio.playground.delivery({ platform: 'playground', messageId: id }).finish(cardFor(name.toLowerCase()));
  return id;
}

describe('commands from the page', () => {
  it('keeps files before it answers, and hands over where they are', async () => {
    const studio = await openStudio();
    const answer = await studio.send({
      command: 'edit',
      options: { prompt: 'warmer' },
      pictures: [
        ['image', png(10, 'one.png')],
        ['image', png(20, '../two\u0007.png')],
        ['mask', png(30, 'mask.png')],
      ],
    });
    expect(answer.status).toBe(202);
    const id = await messageIdOf(answer);
    const keys = studio.blobs.keys();
    for (const [index, key] of keys.entries())
      expect(key).toMatch(new RegExp(`^playground/uploads/${id}/[0-9a-f]{8}-${index}$`));
    expect(studio.requests[0]?.images).toEqual({
      image: [
        { key: keys[0], filename: 'one.png', declaredBytes: 10 },
        { key: keys[1], filename: 'two.png', declaredBytes: 20 },
      ],
      mask: [{ key: keys[2], filename: 'mask.png', declaredBytes: 30 }],
    });
  });

  it('gives different people different events although they chose the same id', async () => {
    const studio = await openStudio();
    await studio.send({ eventId: 'same-event', name: 'Ada', options: { prompt: 'a fox' } });
    await studio.send({ eventId: 'same-event', name: 'Bob', options: { prompt: 'a cow' } });
    expect(new Set(studio.requests.map(({ id }) => id)).size).toBe(2);
  });

  it('refuses a file over the hard limit with both sizes, and keeps nothing', async () => {
    const studio = await openStudio();
    const answer = await studio.send({ command: 'edit', pictures: [['image', png(48 * 1_048_576 + 1, 'big.png')]] });
    expect(answer.status).toBe(413);
    expect(await sentenceOf(answer)).toContain('the limit is 48 MB');
    expect(studio.blobs.keys()).toEqual([]);
    expect(studio.requests).toEqual([]);
  });

  it('refuses a body that says it is larger than everything together may be', async () => {
    const { post } = await openStudio();
    const answer = await post('/playground/requests', 'x', {
      'content-type': 'multipart/form-data; boundary=b',
      'content-length': String(121 * 1_048_576),
    });
    expect(answer.status).toBe(413);
    expect(await sentenceOf(answer)).toContain('120 MB');
  });

  it.each<[string, Parameters<Studio['send']>[0], number, string]>([
    ['an unknown command', { command: 'paint' }, 400, 'There is no command /paint. There are /imagine'],
    ['a bad option', { options: { n: 11 } }, 400, 'from 1 to 10'],
    ['a bad name', { name: '\u202E' }, 400, '1 to 32 visible characters'],
    ['a bad event id', { eventId: '../x' }, 400, 'eventId'],
    ['pictures where none go', { command: 'credits', pictures: [['image', png()]] }, 400, 'takes no picture'],
    ['pictures for a text', { pictures: [['prompt', png()]] }, 400, 'takes no picture for prompt'],
    [
      'two masks',
      {
        pictures: [
          ['mask', png()],
          ['mask', png()],
        ],
      },
      400,
      'at most 1 for mask; you gave 2',
    ],
    ['a command for moderators', { command: 'quota', options: { user: 'bob' } }, 403, 'You may not use /quota'],
  ])('refuses %s in a sentence', async (_what, ask, status, words) => {
    const studio = await openStudio();
    const answer = await studio.send(ask);
    expect(answer.status).toBe(status);
    expect(await sentenceOf(answer)).toContain(words);
    expect(studio.requests).toEqual([]);
    expect(studio.blobs.keys()).toEqual([]);
  });

  it.each([
    ['no form at all', 'hello', 'text/plain'],
    ['a form cut short', '--b\r\nContent-Disposition: form-data; name="na', 'multipart/form-data; boundary=b'],
  ])('refuses %s', async (_what, body, type) => {
    const { post } = await openStudio();
    const answer = await post('/playground/requests', body, { 'content-type': type });
    expect(answer.status).toBe(400);
    expect(await sentenceOf(answer)).toContain('multipart/form-data');
  });

  it('refuses options that are not an object of plain values', async () => {
    const { post } = await openStudio();
    for (const options of ['[1]', '{"n":{"a":1}}', '{', 'null']) {
      const form = formOf({});
      form.set('options', options);
      expect((await post('/playground/requests', form)).status).toBe(400);
    }
  });

  it('lets moderators use what is theirs', async () => {
    const studio = await openStudio({ isModerator: (userId) => userId === 'ada' });
    const answer = await studio.send({ name: 'ADA', command: 'quota', options: { user: 'bob' } });
    expect(answer.status).toBe(202);
    expect(studio.requests[0]?.actor).toEqual({ userId: 'ada', displayName: 'ADA', isModerator: true });
  });
});

describe('pictures of results as references', () => {
  it('takes a picture of a visible result without an upload, by number or by key', async () => {
    const studio = await openStudio();
    const id = await finished(studio, 'Ada');
    for (const from of [`result:${id}:0`, 'jobs/job1/0.png']) {
      const answer = await studio.send({ name: 'Bob', command: 'edit', pictures: [['image', from]] });
      expect(answer.status).toBe(202);
      expect(studio.requests.at(-1)?.images).toEqual({ image: [{ key: 'jobs/job1/0.png', filename: 'fox.png' }] });
    }
    expect(studio.blobs.keys()).toEqual([]);
  });

  it("takes nothing from somebody else's private result, nor what is not there", async () => {
    const studio = await openStudio();
    const id = await finished(studio, 'Ada', { private: true });
    const names = [`result:${id}:0`, 'jobs/job1/0.png', `result:${id}:7`, 'result:none:0', 'playground/uploads/x/0'];
    for (const from of names) {
      const answer = await studio.send({ name: 'Bob', command: 'edit', pictures: [['image', from]] });
      expect(answer.status).toBe(400);
      expect(await sentenceOf(answer)).toContain('could not be fetched');
    }
    expect((await studio.send({ name: 'Ada', command: 'edit', pictures: [['image', `result:${id}:0`]] })).status).toBe(
      202,
    );
  });
});

describe('buttons and forms', () => {
  const press = (studio: Studio, body: object) =>
    studio.post('/playground/buttons', JSON.stringify(body), { 'content-type': 'application/json' });

  it('hands over a press with its state and shows what was pressed', async () => {
    const studio = await openStudio();
    await finished(studio, 'Ada');
    const id = await messageIdOf(await press(studio, { eventId: 'press-001', name: 'Bob', state: 'state-v1' }));
    expect(studio.requests.at(-1)).toMatchObject({
      trigger: 'button',
      name: '',
      state: 'state-v1',
      actor: { userId: 'bob' },
    });
    expect((await studio.messages.get(id))?.said).toMatchObject({ trigger: 'button', name: 'V1' });
  });

  it('refuses a press without a state', async () => {
    const studio = await openStudio();
    expect((await press(studio, { eventId: 'press-001', name: 'Bob' })).status).toBe(400);
    expect((await studio.post('/playground/buttons', '{', {})).status).toBe(400);
  });

  it('answers a press with the form the app opens, and makes no message', async () => {
    const studio = await openStudio({ onRequest: async ({ reply }) => reply.openForm?.(FORM) });
    const answer = await press(studio, { eventId: 'press-001', name: 'Bob', state: 'state-1' });
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ form: FORM });
    expect(await studio.messages.get('press-001')).toBeUndefined();
  });

  it('hands over a filled form with its pictures, and offers no form as the answer to it', async () => {
    const studio = await openStudio();
    const form = formOf({ options: { prompt: 'warmer' }, pictures: [['mask', png()]] });
    form.delete('command');
    form.append('form', 'edit');
    form.append('state', 'state-1');
    const answer = await studio.post('/playground/forms', form);
    expect(answer.status).toBe(202);
    const request = studio.requests.at(-1);
    expect(request).toMatchObject({ trigger: 'form', name: 'edit', state: 'state-1', options: { prompt: 'warmer' } });
    expect(request?.images.mask).toHaveLength(1);
    expect(request?.reply.openForm).toBeUndefined();
  });
});

describe('handing over', () => {
  const pending = Promise.withResolvers<void>();

  it('answers the page although the app says nothing for long, and logs that', async () => {
    const studio = await openStudio({ onRequest: () => pending.promise });
    const answering = studio.send({ options: { prompt: 'a fox' } });
    await vi.waitFor(() => expect(studio.clock.waiting()).toBe(1));
    await studio.clock.advance(2500);
    expect((await answering).status).toBe(202);
    expect(studio.log.lines.map(({ message }) => message)).toContain('a request was not acknowledged in time');
  });

  it('tells the page and logs where the app breaks', async () => {
    const studio = await openStudio({ onRequest: () => Promise.reject(new Error('broken')) });
    expect((await studio.send({ options: { prompt: 'a fox' } })).status).toBe(500);
    await vi.waitFor(() =>
      expect(studio.log.lines.map(({ message }) => message)).toContain('a request was not answered'),
    );
  });

  it('waits on stopping for what is being handed over, and refuses what comes after', async () => {
    const held = Promise.withResolvers<void>();
    const onRequest = async (request: IncomingRequest) => {
      await acknowledge(request);
      await held.promise;
    };
    const studio = await openStudio({ onRequest });
    await studio.send({ options: { prompt: 'a fox' } });
    let stopped = false;
    const stopping = studio.playground.stop().then(() => {
      stopped = true;
    });
    const late = await studio.send({ options: { prompt: 'late' } });
    expect(late.status).toBe(503);
    expect(stopped).toBe(false);
    held.resolve();
    await stopping;
    expect(studio.requests).toHaveLength(1);
  });

  it('tells the page that the store is down, because no message can', async () => {
    const memory = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'messages');
    const down = { ...memory, update: () => Promise.reject(new EaselError('store-unavailable', {})) };
    const quiet = (request: IncomingRequest) => acknowledge(request).catch(() => undefined);
    const studio = await openStudio({ messages: down, onRequest: quiet });
    const answer = await studio.send({ options: { prompt: 'a fox' } });
    expect(answer.status).toBe(503);
    expect(await sentenceOf(answer)).toContain('cannot reach its store');
  });
});

it('holds a form to what its command takes', async () => {
  const studio = await openStudio();
  for (const options of [{ prompt: 'x', n: 'two' }, { prompt: 'x'.repeat(190_000) }]) {
    const form = formOf({ options });
    form.delete('command');
    form.set('form', 'imagine');
    form.set('state', 'some-state');
    expect((await studio.post('/playground/forms', form)).status).toBe(400);
  }
  expect(studio.requests).toHaveLength(0);
});
