import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readEvents } from '#src/net/sse.ts';

const MEGABYTE = 1_048_576;

/** Keeps the data as it comes. */
function readData() {
  const parts: Buffer[] = [];
  return { push: (bytes: Buffer) => void parts.push(Buffer.from(bytes)), end: () => Buffer.concat(parts).toString() };
}

/** Reads the text as events, cut at these places. */
async function eventsOf(text: string, cuts: readonly number[] = [], maxBytes = MEGABYTE) {
  const bytes = Buffer.from(text);
  const places = [0, ...[...cuts].map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  async function* chunks() {
    for (const [index, place] of places.slice(0, -1).entries()) yield bytes.subarray(place, places[index + 1]);
  }
  const events: { name: string; data: string }[] = [];
  for await (const event of readEvents(chunks(), { maxBytes, readData })) events.push(event);
  return events;
}

/** The plain way: a line at a time. */
function readWhole(text: string) {
  const events: { name: string; data: string }[] = [];
  let name = '';
  let data: string[] = [];
  for (const ended of [...text.split('\n'), '']) {
    const line = ended.replace(/\r$/, '');
    const [, field, value = ''] = /^([^:]*)(?::[ ]?(.*))?$/s.exec(line) ?? [];
    if (field === 'event') name = value;
    if (field === 'data') data.push(value);
    if (line !== '') continue;
    if (data.length > 0) events.push({ name, data: data.join('\n') });
    name = '';
    data = [];
  }
  return events;
}

describe('readEvents', () => {
  it('reads names and data', async () => {
    expect(await eventsOf('event: one\ndata: {"a":1}\n\nevent: two\ndata: {}\n\n')).toEqual([
      { name: 'one', data: '{"a":1}' },
      { name: 'two', data: '{}' },
    ]);
  });

  it('takes lines that end in CRLF, and data without the space', async () => {
    expect(await eventsOf('event:one\r\ndata:x\r\n\r\n')).toEqual([{ name: 'one', data: 'x' }]);
  });

  it('joins several data lines', async () => {
    expect(await eventsOf('data: a\ndata:\ndata: b\n\n')).toEqual([{ name: '', data: 'a\n\nb' }]);
  });

  it('passes over comments, other fields and events without data', async () => {
    expect(await eventsOf(': keep-alive\n\nid: 7\nretry: 5\nevent: empty\n\ndata: x\n\n')).toEqual([
      { name: '', data: 'x' },
    ]);
  });

  it('gives the event that the stream ended in', async () => {
    expect(await eventsOf('event: last\ndata: x')).toEqual([{ name: 'last', data: 'x' }]);
    expect(await eventsOf('event: last\ndata: x\n')).toEqual([{ name: 'last', data: 'x' }]);
  });

  it('gives nothing for nothing', async () => {
    expect(await eventsOf('')).toEqual([]);
    expect(await eventsOf('\n\n\n')).toEqual([]);
  });

  it('reads the same as who has the whole, however the network cuts the bytes', async () => {
    const piece = fc.constantFrom(
      ...[
        'data: ä€🦊',
        'data:{"b64_json":"QUJD"}',
        'data',
        'data:',
        'data: ',
        'event: x',
        'event:',
        'event',
        'events: y',
      ],
      ...[': note', 'dat', 'x', ':', ' ', '\r', '\n', '\n', '\r\n', '\r\n', '\n\n', '\r\n\r\n'],
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(piece, { maxLength: 16 }),
        fc.array(fc.nat(400), { maxLength: 20 }),
        async (pieces, cuts) => {
          const text = pieces.join('');
          expect(await eventsOf(text, cuts)).toEqual(readWhole(text));
        },
      ),
      { numRuns: 1000 },
    );
  });

  it.each([
    ['one endless line', 'data: '.padEnd(3000, 'x')],
    ['endless lines', 'data: 1234567890\n'.repeat(300)],
  ])('refuses %s', async (_what, text) => {
    await expect(eventsOf(text, [500, 1000, 1500, 2000, 2500], 1024)).rejects.toThrow(RangeError);
  });
});
