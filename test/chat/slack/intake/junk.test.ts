import fc from 'fast-check';
import { expect, it } from 'vitest';
import { inertFileName } from '#src/chat/file-name.ts';
import { blockPictures, fileAt } from '#src/chat/slack/intake/block-pictures.ts';
import { asTyped } from '#src/chat/slack/intake/entities.ts';
import type { Intake } from '#src/chat/slack/intake/intake.ts';
import { keyOf, readKey } from '#src/chat/slack/intake/picture-key.ts';
import { createBench, payload } from './intake-bench.ts';

const PAYLOADS: readonly (readonly [keyof Intake, string])[] = [
  ['command', 'slash-command'],
  ['action', 'block-actions'],
  ['shortcut', 'shortcut-ours'],
  ['shortcut', 'shortcut-mixed'],
  ['shortcut', 'shortcut-global'],
  ['view', 'view-submission'],
  ['message', 'message-im'],
  ['message', 'message-file-share'],
  ['message', 'message-thread'],
  ['message', 'message-deleted'],
  ['message', 'message-changed'],
  ['mention', 'app-mention-file'],
  ['mention', 'app-mention-thread'],
  ['workflow', 'function-executed'],
];

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

const spoilt = fc.constantFrom(...PAYLOADS).chain(([kind, name]) => {
  const whole = payload(name);
  const change = fc.tuple(fc.constantFrom(...placesIn(whole)), fc.option(junk, { nil: undefined }));
  return fc
    .array(change, { minLength: 1, maxLength: 3 })
    .map((changes) => [kind, changes.reduce<unknown>((data, [place, to]) => changed(data, place, to), whole)] as const);
});

/** Whatever came, nothing was thrown, and whatever was opened was answered or handed over. */
async function expectCalm(kind: keyof Intake, data: unknown): Promise<void> {
  const bench = createBench({ sessions: { isFresh: async () => true } });
  await bench.intake[kind](data, bench.around);
  expect(bench.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  expect(bench.requests.length + bench.told.length).toBe(bench.opened.length);
  for (const request of bench.requests) {
    expect(request.id).not.toBe('');
    expect(request.actor.displayName).not.toBe('');
    expect(request.place.channelId).not.toBe('');
    const values = Object.values(request.options).map((value) => typeof value);
    expect(values.filter((type) => !['string', 'number', 'boolean'].includes(type))).toEqual([]);
    for (const ref of Object.values(request.images).flat()) expect(ref.key).toBeTypeOf('string');
  }
}

it('any junk throws nothing', async () => {
  const kinds = fc.constantFrom(...PAYLOADS.map(([kind]) => kind));
  await fc.assert(fc.asyncProperty(kinds, junk, expectCalm));
});

it('a payload that is spoilt anywhere throws nothing', async () => {
  await fc.assert(
    fc.asyncProperty(spoilt, ([kind, data]) => expectCalm(kind, data)),
    { numRuns: 600 },
  );
});

it('blocks nested without end are looked into no further than Slack nests them', () => {
  let blocks: unknown[] = [{ type: 'image', slack_file: { id: 'F1' } }];
  expect(blockPictures([{ type: 'carousel', elements: [{ type: 'card', hero_image: blocks[0] }] }])).toHaveLength(1);
  for (let depth = 0; depth < 5000; depth++) blocks = [{ type: 'container', child_blocks: blocks }];
  expect(blockPictures(blocks)).toEqual([]);
});

it.each([
  ['https://files.slack.com/files-pri/T1-F2/download/cat.png', 'F2'],
  ['https://files.slack.com/files-tmb/T1-F2-abc/cat_360.png', 'F2'],
  ['https://easel.slack.com/files/U1/F2/cat.png', 'F2'],
  ['https://files.slack.com.evil.example/files-pri/T1-F2/cat.png', undefined],
  ['https://evilslack.com/files-pri/T1-F2/cat.png', undefined],
  ['https://example.com/cat.png', undefined],
  ['cat.png', undefined],
])('the address %s names the file %s', (address, fileId) => {
  expect(fileAt(address)).toBe(fileId);
});

it('words of any kind are typed without throwing, and typed ones stay themselves', () => {
  const escaped = (words: string) => words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (words) => {
      expect(asTyped(escaped(words))).toBe(words);
    }),
  );
  const bits = fc.constantFrom('<', '>', '@', '!', '|', '&', 'lt;', 'U1', ' ');
  fc.assert(
    fc.property(fc.string({ unit: bits }), (words) => {
      expect(asTyped(words)).toBeTypeOf('string');
    }),
  );
});

it('the key of a picture says where it is from, and is read back', () => {
  const id = fc.stringMatching(/^[A-Z0-9]{1,12}$/);
  const workspace = fc.record({
    teamId: id,
    enterpriseId: fc.option(id, { nil: null }),
    isEnterpriseInstall: fc.boolean(),
  });
  fc.assert(
    fc.property(workspace, id, (where, fileId) => {
      expect(readKey(keyOf(where, fileId))).toEqual({ workspace: where, fileId });
    }),
  );
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
});
