import { describe, expect, it, vi } from 'vitest';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { text } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/chat-platform.ts';
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
