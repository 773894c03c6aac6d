import { describe, expect, it } from 'vitest';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { createRoom } from '#src/chat/playground/room.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';

const message = (id: string, at: number, content: PlaygroundMessage['content']): PlaygroundMessage => ({
  id,
  at,
  owner: { userId: 'ada', displayName: 'Ada' },
  private: false,
  said: { trigger: 'command', name: 'imagine', options: { prompt: 'secret' }, pictures: ['cat.png'] },
  content,
});

function open() {
  const messages = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'messages');
  const blobs = createMemoryBlobs();
  return { messages, blobs, room: createRoom(messages, blobs) };
}

describe('the room', () => {
  it('forgets the oldest finished messages and their uploads, and keeps what waits or asks', async () => {
    const { room, messages, blobs } = open();
    await room.add(message('old-waiting', 1, { kind: 'waiting' }));
    await room.add(message('old-question', 1, { kind: 'waiting' }));
    await room.ask('old-question', { jobId: 'j', prompt: '', facts: [], warnings: [], actions: [] });
    await room.add(message('old-deleted', 2, { kind: 'deleted' }));
    await blobs.put('playground/uploads/old-deleted/0', new Uint8Array(1));
    await Promise.all(Array.from({ length: 500 }, (_, i) => room.add(message(`m${i}`, 10 + i, { kind: 'deleted' }))));
    await room.prune();
    expect(await messages.get('old-waiting')).toBeDefined();
    expect((await messages.get('old-question'))?.content.kind).toBe('question');
    expect(await messages.get('old-deleted')).toBeUndefined();
    expect(await messages.get('m0')).toBeDefined();
    expect(blobs.keys()).toEqual([]);
  });

  it('keeps no word and no upload of what was deleted', async () => {
    const { room, messages, blobs } = open();
    await room.add(message('m1', 1, { kind: 'waiting' }));
    await blobs.put('playground/uploads/m1/0', new Uint8Array(1));
    await blobs.put('playground/uploads/m10/0', new Uint8Array(1));
    await room.remove('m1');
    expect(JSON.stringify(await messages.get('m1'))).not.toMatch(/secret|cat\.png/);
    expect(blobs.keys()).toEqual(['playground/uploads/m10/0']);
  });
});
