import { describe, expect, it, vi } from 'vitest';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { text } from '#src/domain/text.ts';
import type { ProgressState, QuestionCard } from '#src/ports/cards.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { hear, messageIdOf, openStudio } from './open-studio.ts';

const progress: ProgressState = {
  jobId: 'job',
  phase: 'running',
  percent: 50,
  status: text('Drawing'),
  prompt: 'a fox',
  warnings: [],
};

const question: QuestionCard = { jobId: 'job', prompt: 'a fox', facts: [], warnings: [], actions: [] };

describe('a question', () => {
  async function asked() {
    const studio = await openStudio();
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox' } }));
    const delivery = studio.playground.delivery({ platform: 'playground', messageId: id });
    await delivery.ask(question);
    const content = async (there = studio) => {
      const [snapshot] = await hear(await there.get('/playground/events?name=Ada'), 1);
      // The shape is the page's own, written by `viewOf`.
      return (snapshot?.data as { messages: readonly PlaygroundMessage[] } | undefined)?.messages[0]?.content;
    };
    return { studio, delivery, content };
  }

  it('stays when an unfinished picture comes, which is shown with the progress after the answer', async () => {
    const { studio, delivery, content } = await asked();
    delivery.preview({ bytes: Uint8Array.of(1), type: 'image/png' }, 0);
    await studio.clock.advance(1000);
    expect(await content()).toMatchObject({ kind: 'question' });
    delivery.update(progress);
    await studio.clock.advance(1000);
    await vi.waitFor(async () => expect(await content()).toMatchObject({ kind: 'waiting', previewStep: 0 }));
  });

  it('does not come back after a restart once it was answered', async () => {
    const { studio, delivery, content } = await asked();
    delivery.update(progress);
    await vi.waitFor(async () => expect(await content()).toMatchObject({ kind: 'waiting' }));
    expect(await content(await studio.again())).toEqual({ kind: 'waiting' });
  });

  it('is told with its words when one of its buttons is pressed', async () => {
    const { studio, delivery } = await asked();
    await delivery.ask({
      ...question,
      actions: [{ kind: 'confirm', label: 'Start', state: 'state-yes', opensForm: false }],
    });
    const press = JSON.stringify({ eventId: 'press-0001', name: 'Ada', state: 'state-yes' });
    const pressed = await messageIdOf(await studio.post('/playground/buttons', press));
    expect((await studio.messages.get(pressed))?.said.name).toBe('Start');
  });

  it('keeps what was uploaded for it', async () => {
    const studio = await openStudio();
    const cat = new File([Uint8Array.of(1)], 'cat.png');
    const id = await messageIdOf(
      await studio.send({ command: 'edit', options: { prompt: 'x' }, pictures: [['image', cat]] }),
    );
    await studio.playground.delivery({ platform: 'playground', messageId: id }).ask(question);
    expect(studio.blobs.keys()).toHaveLength(1);
  });
});

describe('the order of what a page hears', () => {
  it('never has progress after the end, although the store was slow to tell who may see it', async () => {
    const memory = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'messages');
    const slow = Promise.withResolvers<void>();
    let reads = 0;
    const get = async (id: string) => {
      const found = await memory.get(id);
      reads += 1;
      await slow.promise;
      return found;
    };
    const studio = await openStudio({ messages: { ...memory, get } });
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox' } }));
    const heard = hear(await studio.get('/playground/events?name=Ada'), 3);
    const delivery = studio.playground.delivery({ platform: 'playground', messageId: id });
    delivery.update(progress);
    await vi.waitFor(() => expect(reads).toBe(1));
    await delivery.answer({ kind: 'text', text: text('done') });
    slow.resolve();
    await studio.clock.advance(1000);
    await delivery.answer({ kind: 'text', text: text('done again') });
    const kinds = (await heard).map(({ event, data }) => (event === 'snapshot' ? event : JSON.stringify(data)));
    expect(kinds[1]).toContain('"done"');
    expect(kinds[2]).toContain('done again');
  });

  it('logs and goes on where progress cannot be shown', async () => {
    const memory = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'messages');
    const studio = await openStudio({ messages: { ...memory, get: () => Promise.reject(new Error('down')) } });
    const id = await messageIdOf(await studio.send({ options: { prompt: 'a fox' } }));
    studio.playground.delivery({ platform: 'playground', messageId: id }).update(progress);
    await vi.waitFor(() =>
      expect(studio.log.lines.map(({ message }) => message)).toEqual(['progress could not be shown']),
    );
  });
});
