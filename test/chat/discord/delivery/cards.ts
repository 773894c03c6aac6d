import { text } from '#src/domain/text.ts';
import type { CardPicture, ResultCard } from '#src/ports/cards.ts';

export const MIB = 1024 * 1024;

/** Bytes that begin like a PNG, or a JPEG where they were re-encoded. */
const bytesOf = (length: number, first: number): Uint8Array => {
  const bytes = new Uint8Array(length);
  bytes.set(first === 0x89 ? [0x89, 0x50, 0x4e, 0x47] : [0xff, 0xd8, 0xff]);
  return bytes;
};

/** A picture of so many bytes; what must be smaller becomes a JPEG of a tenth of the limit less. */
export const picture = (index: number, byteLength = 1000, more: Partial<CardPicture> = {}): CardPicture => ({
  key: `jobs/job1/${index}.png`,
  type: 'image/png',
  width: 8,
  height: 8,
  alt: `Picture ${index + 1}`,
  name: `easel-job1-${index + 1}.png`,
  open: async () => bytesOf(byteLength, 0x89),
  fit: async (maxBytes) =>
    byteLength <= maxBytes
      ? { picture: { bytes: bytesOf(byteLength, 0x89), type: 'image/png' }, changed: false }
      : { picture: { bytes: bytesOf(Math.floor(maxBytes * 0.9), 0xff), type: 'image/jpeg' }, changed: true },
  ...more,
});

export const result = (
  pictures: readonly CardPicture[] = [picture(0)],
  more: Partial<ResultCard> = {},
): ResultCard => ({
  jobId: 'job1',
  owner: { userId: '1', displayName: 'Ada' },
  prompt: 'a fox',
  pictures,
  facts: [{ label: 'Cost', value: text('2 credits') }],
  warnings: [],
  actions: [{ kind: 'reroll', label: 'Reroll', state: 'state-1', opensForm: false }],
  ...more,
});
