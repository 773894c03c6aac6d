import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Text } from '#src/domain/text.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { createDiskBlobs } from '#src/store/disk-blobs.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { buttonOf, type Flow, openFlow } from './open-flow.ts';

const png = () => pngOf({ width: 64, height: 64 });

describe('a full disk', () => {
  it.each([
    ['a reference', /reference-0/, 0],
    ['the sheet of the references', /references/, 0],
    ['the result', /\/0\.png$/, 1],
  ])('where %s is stored is told as what it is, and nothing is charged', async (_what, keys, calls) => {
    // The kernel's own full disk: every write to it fails with ENOSPC.
    const full = createDiskBlobs({
      folder: join(scratchFolder(), 'x'),
      writeFile: (_, bytes) => writeFile('/dev/full', bytes),
    });
    const flow = await openFlow({
      wrap: (parts) => ({
        ...parts,
        blobs: { ...parts.blobs, put: (key, bytes) => (keys.test(key) ? full : parts.blobs).put(key, bytes) },
      }),
    });
    const shown = await flow.made({ name: 'edit', options: { prompt: 'x' }, images: { image: [await png()] } });
    expect(shown.failure?.failure).toMatchObject({ code: 'store-full', blame: 'operator', charged: false });
    expect(shown.failure?.failure.message).toContain('Easel has no room left for pictures');
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
    expect(flow.simulator.requests).toHaveLength(calls);
    expect(flow.log.lines.filter(({ level }) => level === 'error')).toContainEqual(
      expect.objectContaining({
        fields: expect.objectContaining({ err: expect.objectContaining({ code: 'ENOSPC' }) }),
      }),
    );
    await flow.close();
  });
});

describe('hostile requests', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow({ change: (config) => ({ ...config, models: [IMPATIENT] }) });
  });
  afterEach(() => flow.close());

  it('leave words inert: what a person wrote is only ever plain text, on every card and list', async () => {
    const prompt = '@everyone <@123> <!channel> **bold** [x](http://evil) <script>alert(1)</script>';
    const { id } = await flow.talk.ask({ options: { prompt } });
    const shown = await flow.ended(id);
    expect(shown.result?.prompt).toBe(prompt);
    const history = await flow.made({ name: 'history' });
    const refused = await flow.made({ options: { prompt: 'x', model: prompt } });
    const texts = [
      ...shown.progress.flatMap(({ status, warnings }) => [status, ...warnings]),
      ...(shown.result?.facts ?? []).map(({ value }) => value),
      ...(history.answer?.kind === 'table' ? history.answer.rows.flat() : []),
      ...(refused.failure ? [refused.failure.failure.text] : []),
    ];
    const speaking = texts.flatMap((text: Text) => text).filter((part) => JSON.stringify(part).includes('@everyone'));
    expect(speaking.length).toBeGreaterThan(1);
    for (const part of speaking) expect(Object.keys(part)).toEqual(['plain']);
  });

  it('make pictures of odd words as of any others', async () => {
    const odd = [
      'control a\u0000fox\u0007\u001b[31m',
      'half an emoji \ud83e',
      '\u202ewritten backwards',
      '🦊'.repeat(2000),
      ']]> & <svg/onload=alert(1)> "\'',
      '../../../../etc/passwd',
    ];
    const shown = await Promise.all(odd.map((prompt, n) => flow.made({ user: `person-${n}`, options: { prompt } })));
    expect(shown.map(({ failure }) => failure)).toEqual(odd.map(() => undefined));
    expect(shown.map(({ result }) => result?.prompt)).toEqual(odd);
  });

  it('refuse a file of 40 MB', async () => {
    const shown = await flow.made({ options: { prompt: 'x' }, images: { image: [new Uint8Array(40 * 1_048_576)] } });
    expect(shown.failure?.failure).toMatchObject({ code: 'image-too-large', charged: false });
    expect(shown.failure?.failure.message).toContain('has 40 MB; the limit is 5 MB');
  });

  it.each<[Fault, string, number]>([
    [{ kind: 'rate_limit', retryAfterSeconds: 0, times: 9 }, 'rate-limited', 4],
    [{ kind: 'overloaded', times: 9 }, 'unavailable', 1],
    [{ kind: 'corrupt', how: 'garbage' }, 'image-corrupt', 1],
    [{ kind: 'status', status: 200, body: { data: 'nonsense' } }, 'no-image', 1],
    [{ kind: 'status', status: 200, body: '<html>gateway</html>' }, 'no-image', 1],
    [{ kind: 'status', status: 404, body: {} }, 'model-unavailable', 1],
  ])('get a clear word about a provider that does %j', async (fault, code, calls) => {
    flow.simulator.fail(fault);
    const shown = await flow.made({ options: { prompt: 'a fox', model: IMPATIENT.id, partials: 0 } });
    expect(shown.failure?.failure).toMatchObject({ code, charged: false });
    expect(flow.simulator.requests).toHaveLength(calls);
    expect(await flow.balance()).toEqual({ available: 40, held: 0 });
  });
});

/** A model whose patience a test can wait for. */
const IMPATIENT = { id: 'openai/gpt-image-2.5-flare', delivery: { timeoutMs: 600, idleTimeoutMs: 400 } };

describe('things that go away meanwhile', () => {
  let flow: Flow;
  beforeEach(async () => {
    flow = await openFlow();
  });
  afterEach(() => flow.close());

  it('a result whose edit is being written', async () => {
    const first = await flow.made({ options: { prompt: 'a fox' } });
    const state = buttonOf(first, 'Edit');
    await flow.talk.ask({ trigger: 'button', state });
    await flow.made({ trigger: 'button', state: buttonOf(first, 'Delete') });
    const late = await flow.made({ trigger: 'form', name: 'edit', state, options: { prompt: 'in winter' } });
    expect(JSON.stringify(late.answer)).toContain('is not here any more');
    expect(flow.simulator.requests).toHaveLength(1);
    expect(await flow.balance()).toEqual({ available: 38, held: 0 });
  });

  it('a result of which a variation waits: the variation has its own copy', async () => {
    const first = await flow.made({ options: { prompt: 'a fox' } });
    flow.simulator.fail({ kind: 'slow', ms: 300, times: 2 });
    const running = await Promise.all(['one', 'two'].map((prompt) => flow.talk.ask({ options: { prompt } })));
    const waiting = await flow.talk.ask({ trigger: 'button', state: buttonOf(first, 'Vary') });
    await flow.made({ trigger: 'button', state: buttonOf(first, 'Delete') });
    expect(waiting.ends).toBe(0);
    expect((await flow.ended(waiting.id)).result?.references?.count).toBe(1);
    for (const { id } of running) await flow.ended(id);
  });

  it('a request that still runs is not deleted, only canceled', async () => {
    flow.simulator.fail({ kind: 'slow', ms: 200 });
    const { id, progress } = await flow.talk.ask({ options: { prompt: 'a fox' } });
    await expect.poll(() => flow.simulator.requests.length).toBe(1);
    const state = progress.at(-1)?.cancel?.state.replace('.cancel', '.delete') ?? '';
    const refused = await flow.made({ trigger: 'button', state });
    expect(JSON.stringify(refused.answer)).toContain('cancel it first');
    expect((await flow.ended(id)).result?.pictures).toHaveLength(1);
  });

  it('one process of two that got the same event five times: one job, one charge, one post', async () => {
    const asked = { id: 'event-fox', options: { prompt: 'a fox' } };
    flow.simulator.fail({ kind: 'slow', ms: 100 });
    await Promise.all([flow.talk.ask(asked), flow.talk.ask(asked)]);
    await flow.stop();
    flow = await openFlow({ dataDir: flow.dataDir, talk: flow.talk, simulator: flow.simulator });
    await Promise.all([flow.talk.ask(asked), flow.talk.ask(asked), flow.talk.ask(asked)]);
    const shown = await flow.ended('event-fox');
    expect(shown.result?.pictures).toHaveLength(1);
    expect(shown.ends).toBe(1);
    expect(flow.simulator.requests).toHaveLength(1);
    expect((await flow.easel.jobs.byAccount('guild:ada', 9)).length).toBe(1);
    expect(await flow.balance()).toEqual({ available: 38, held: 0 });
  });
});
