import fc from 'fast-check';
import { expect, it } from 'vitest';
import { picturesOf } from '#src/chat/discord/intake/message-pictures.ts';
import { inertFileName } from '#src/chat/file-name.ts';
import { BOT, createBench, payload } from './intake-bench.ts';

const INTERACTIONS = [
  'autocomplete',
  'button',
  'message-menu-components',
  'message-menu-mixed',
  'modal-uploads',
  'person-menu',
  'slash-attachments',
  'slash-direct',
  'slash-subcommand',
  'slash-thread',
];
const MESSAGES = ['direct-message', 'mention', 'reply-to-result', 'reply-unreadable', 'thread-message'];

const junk = fc.jsonValue({ maxDepth: 4 });

/** Every place in a payload, by the keys that lead to it. */
function placesIn(value: unknown, path: readonly string[] = []): (readonly string[])[] {
  const inside = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return [path, ...inside.flatMap(([key, each]) => placesIn(each, [...path, key]))];
}

/** The payload with something else at that place, or without it. */
function changed(value: unknown, [key, ...rest]: readonly string[], to: unknown): unknown {
  if (key === undefined) return to;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((each, index) => (String(index) === key ? changed(each, rest, to) : each));
  return { ...value, [key]: changed(Object.entries(value).find(([name]) => name === key)?.[1], rest, to) };
}

const spoiltOf = (names: readonly string[]) =>
  fc.constantFrom(...names).chain((name) => {
    const whole = payload(name);
    const change = fc.tuple(fc.constantFrom(...placesIn(whole)), fc.option(junk, { nil: undefined }));
    return fc
      .array(change, { minLength: 1, maxLength: 3 })
      .map((changes) => changes.reduce<unknown>((spoilt, [place, to]) => changed(spoilt, place, to), whole));
  });

/** Whatever came, nothing was thrown, and whatever was opened was answered or handed over. */
async function expectCalm(take: 'interaction' | 'message', data: unknown): Promise<void> {
  const bench = createBench({ mayReadMessages: () => true });
  await bench[take](data);
  expect(bench.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(bench.requests.length + bench.told.length).toBe(bench.opened.length);
  for (const request of bench.requests) {
    expect(request.id).toMatch(/^\d+$/);
    expect(request.actor.displayName).not.toBe('');
    const values = Object.values(request.options).map((value) => typeof value);
    expect(values.filter((type) => !['string', 'number', 'boolean'].includes(type))).toEqual([]);
    for (const ref of Object.values(request.images).flat()) expect(ref.key).toBeTypeOf('string');
  }
}

it('an interaction of any junk throws nothing', async () => {
  await fc.assert(fc.asyncProperty(junk, (data) => expectCalm('interaction', data)));
});

it('an interaction that is spoilt anywhere throws nothing', async () => {
  await fc.assert(
    fc.asyncProperty(spoiltOf(INTERACTIONS), (data) => expectCalm('interaction', data)),
    { numRuns: 400 },
  );
});

it('a message of any junk throws nothing', async () => {
  await fc.assert(fc.asyncProperty(junk, (data) => expectCalm('message', data)));
});

it('a message that is spoilt anywhere throws nothing', async () => {
  await fc.assert(
    fc.asyncProperty(spoiltOf(MESSAGES), (data) => expectCalm('message', data)),
    { numRuns: 400 },
  );
});

it('components nested without end are looked into no further than Discord nests them', () => {
  let components: unknown[] = [{ type: 12, items: [{ media: { url: 'https://cdn.discordapp.com/a/1.png' } }] }];
  const parts = { apiUrl: 'https://discord.com/api', botUserId: BOT };
  expect(picturesOf({ components }, parts)).toHaveLength(1);
  for (let depth = 0; depth < 5000; depth++) components = [{ type: 17, components }];
  expect(picturesOf({ components }, parts)).toEqual([]);
});

it('a name of a file is one short line that turns nothing round', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (name) => {
      const inert = inertFileName(name);
      expect(inert).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
      expect(inert).not.toBe('');
      expect([...inert].length).toBeLessThanOrEqual(80);
    }),
  );
  expect(inertFileName('cat\u202Egnp.exe\n')).toBe('catgnp.exe');
  expect(inertFileName('\u200B')).toBe('picture');
});
