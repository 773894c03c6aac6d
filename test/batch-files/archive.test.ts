import { buffer } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { type ArchiveFile, archiveOf } from '#src/batch-files/archive.ts';

/** Files that flow for ever, and how many of them were opened and left. */
function endlessFiles(count: number) {
  const seen = { opened: 0, left: 0 };
  async function* files(): AsyncGenerator<ArchiveFile> {
    for (let number = 1; number <= count; number++) yield { name: `${number}.png`, at: new Date(0), open };
  }
  async function open() {
    seen.opened += 1;
    return new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new Uint8Array(1000)),
      cancel: () => {
        seen.left += 1;
      },
    });
  }
  return { seen, files };
}

it('an archive opens nothing before somebody reads it', async () => {
  const { seen, files } = endlessFiles(3);
  await archiveOf(files()).cancel();
  expect(seen).toEqual({ opened: 0, left: 0 });
});

it('an archive lets go of the file in whose middle its reader goes', async () => {
  const { seen, files } = endlessFiles(3);
  const reader = archiveOf(files()).getReader();
  for (let piece = 0; piece < 5; piece++) await reader.read();
  await reader.cancel();
  expect(seen).toEqual({ opened: 1, left: 1 });
});

it('an archive lets go of the words in whose middle its reader goes', async () => {
  let left = 0;
  async function* words() {
    try {
      for (;;) yield 'words'.repeat(100);
    } finally {
      left += 1;
    }
  }
  async function* files(): AsyncGenerator<ArchiveFile> {
    yield { name: 'manifest.csv', at: new Date(0), open: async () => words() };
  }
  const reader = archiveOf(files()).getReader();
  for (let piece = 0; piece < 5; piece++) await reader.read();
  await reader.cancel();
  expect(left).toBe(1);
});

it('an archive has files, bytes and words, and leaves out what is gone', async () => {
  async function* files(): AsyncGenerator<ArchiveFile> {
    const at = new Date(0);
    yield { name: 'a.png', at, open: async () => new Blob(['flowing']).stream() };
    yield { name: 'gone.png', at, open: async () => undefined };
    yield { name: 'b.png', at, open: async () => Buffer.from('at hand') };
  }
  const bytes = await buffer(archiveOf(files()));
  for (const words of ['a.png', 'flowing', 'b.png', 'at hand']) expect(bytes.includes(words)).toBe(true);
  expect(bytes.includes('gone.png')).toBe(false);
});
