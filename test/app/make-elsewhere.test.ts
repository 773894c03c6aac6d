import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { type Kit, type KitOptions, openKit, PICTURE, workerOf } from './open-kit.ts';

const made = (provider: string, weight: number, more: Partial<ModelEntry> = {}): ModelEntry => ({
  ...ABLE,
  id: `${provider}/able`,
  provider,
  vendorId: `${provider}-1`,
  pricing: { weight, asOf: '2026-11-01', source: 'the price table of the tests' },
  ...more,
});

/** The first is chosen, the second costs the same. */
const [FIRST, SECOND, THIRD] = [made('atelier', 2), made('studio', 2), made('museum', 2)];
const DRAWN = made('simulator', 1);

const thrown = (code: ErrorCode, model = FIRST): EaselError =>
  new EaselError(code, { provider: model.provider, model: model.id, afterMs: 1, said: 'no' });

/** The models of `failing` fail, the others draw. */
async function open(failing: Readonly<Record<string, EaselError>>, options: KitOptions = {}): Promise<Kit> {
  const kit = openKit({
    entries: [DRAWN, FIRST, SECOND],
    generate: async (_request, _run, id) => {
      if (failing[id]) throw failing[id];
      return PICTURE;
    },
    ...options,
  });
  await kit.start();
  return kit;
}

async function make(kit: Kit, options: Readonly<Record<string, string | number>> = {}) {
  await kit.talk.ask({ id: 'event-fox', options: { prompt: 'a fox', ...options } });
  const shown = await kit.ended('event-fox');
  return {
    ...shown,
    tried: kit.asked.map(({ modelId }) => modelId),
    warnings: (shown.result?.warnings ?? []).map(plainText),
    code: shown.failure?.failure.code,
  };
}

describe('a job whose model did not take it', () => {
  it.each(['rate-limited', 'unavailable', 'auth', 'quota', 'model-unavailable'] as const)(
    'because of %s is made by another one, for the price that was shown, and that is told',
    async (code) => {
      const kit = await open({ [FIRST.id]: thrown(code) });
      const { tried, warnings, result, job } = await make(kit);
      expect(tried).toEqual([FIRST.id, SECOND.id]);
      expect(warnings).toEqual([
        'atelier/able did not take the request, so studio/able made it; the price stays what it was.',
      ]);
      const facts = new Map((result?.facts ?? []).map(({ label, value }) => [label, plainText(value)]));
      expect(facts.get('Model')).toBe('studio/able, because atelier/able did not take the request');
      expect(facts.get('Provider')).toBe('studio');
      expect(job?.result).toMatchObject({ plan: { modelId: SECOND.id }, charged: 4 });
      expect(await kit.balance()).toEqual({ available: 36, held: 0 });
    },
  );

  it.each([
    'provider-failed',
    'outcome-unknown',
    'timed-out',
    'content-blocked',
    'no-image',
    'invalid-request',
  ] as const)('is asked of nobody else where it may have been taken: %s', async (code) => {
    const { tried, code: said } = await make(await open({ [FIRST.id]: thrown(code) }));
    expect({ tried, said }).toEqual({ tried: [FIRST.id], said: code });
  });

  it('is asked of nobody else where the person named the model', async () => {
    const { tried, code } = await make(await open({ [FIRST.id]: thrown('unavailable') }), { model: FIRST.id });
    expect({ tried, code }).toEqual({ tried: [FIRST.id], code: 'unavailable' });
  });

  it('is not made by another for more, and for less where that is what it costs', async () => {
    const dear = await make(await open({ [FIRST.id]: thrown('quota') }, { entries: [FIRST, made('studio', 3)] }));
    expect(dear.tried).toEqual([FIRST.id]);
    const cheap = made('studio', 1, { lifecycle: { state: 'deprecated', shutdownAt: '2027-01-01' } });
    const { tried, warnings, job } = await make(
      await open({ [FIRST.id]: thrown('quota') }, { entries: [FIRST, cheap] }),
    );
    expect(tried).toEqual([FIRST.id, cheap.id]);
    expect(job?.result?.charged).toBe(2);
    expect(warnings).toEqual([
      'studio/able will be shut down by its vendor on 2027-01-01.',
      'atelier/able did not take the request, so studio/able made it; for less.',
    ]);
  });

  it('is not made by one that may cost more money than the budget holds for it', async () => {
    const priced = (model: ModelEntry, usual: number): ModelEntry => ({
      ...model,
      pricing: { ...model.pricing, usdPerPicture: { usual } },
    });
    const entries = [priced(FIRST, 0.01), priced(SECOND, 0.09)];
    const kit = await open({ [FIRST.id]: thrown('quota') }, { entries });
    const budget = { usdMicros: 50_000, warnAt: 0.9 };
    await kit.whole.policies.change('guild', { id: 'mod', name: 'Mo' }, [{ kind: 'budget', budget }], { reason: '' });
    expect((await make(kit)).tried).toEqual([FIRST.id]);
    const free = await open({ [FIRST.id]: thrown('quota') }, { entries });
    expect((await make(free)).tried).toEqual([FIRST.id, SECOND.id]);
  });

  it('is never made by the simulator, nor by another model of the same provider', async () => {
    const sibling = { ...FIRST, id: 'atelier/sibling' };
    const { tried, code } = await make(
      await open({ [FIRST.id]: thrown('auth') }, { entries: [DRAWN, FIRST, sibling] }),
    );
    expect({ tried, code }).toEqual({ tried: [FIRST.id], code: 'auth' });
  });

  it('is not made by a model that cannot do it', async () => {
    const plain = { ...PLAIN, id: 'studio/plain', provider: 'studio' };
    const kit = await open({ [FIRST.id]: thrown('auth') }, { entries: [FIRST, plain] });
    expect((await make(kit, { background: 'transparent' })).tried).toEqual([FIRST.id]);
  });

  it('goes on to the next where the second does not take it either, and ends with what the first said', async () => {
    const entries = [FIRST, SECOND, THIRD];
    const failing = { [FIRST.id]: thrown('quota'), [SECOND.id]: thrown('unavailable', SECOND) };
    expect((await make(await open(failing, { entries }))).tried).toEqual([FIRST.id, SECOND.id, THIRD.id]);
    const all = await make(await open({ ...failing, [THIRD.id]: thrown('auth', THIRD) }, { entries }));
    expect(all).toMatchObject({ tried: [FIRST.id, SECOND.id, THIRD.id], code: 'quota' });
    const siblings = [FIRST, SECOND, { ...SECOND, id: 'studio/sibling' }];
    expect((await make(await open(failing, { entries: siblings }))).tried).toEqual([FIRST.id, SECOND.id]);
  });

  it('ends where nobody knows whether the second took it', async () => {
    const failing = { [FIRST.id]: thrown('unavailable'), [SECOND.id]: thrown('outcome-unknown', SECOND) };
    const kit = await open(failing, { entries: [FIRST, SECOND, THIRD] });
    const { tried, code, job, failure } = await make(kit);
    expect({ tried, code, state: job?.state }).toEqual({
      tried: [FIRST.id, SECOND.id],
      code: 'outcome-unknown',
      state: 'outcome-unknown',
    });
    expect(failure?.failure.message).toContain('studio');
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });

  it('stays with it where a task of it has a name already', async () => {
    const kit = await open(
      {},
      {
        generate: async (_request, { onTask }) => {
          await onTask('task-7');
          throw thrown('auth');
        },
      },
    );
    expect(await make(kit)).toMatchObject({ tried: [FIRST.id], code: 'auth' });
  });

  it('stays with it where it took but one of several calls', async () => {
    const answers = [thrown('unavailable'), thrown('content-blocked'), thrown('unavailable')];
    const kit = await open(
      {},
      {
        generate: async () => {
          throw answers.shift() ?? thrown('unavailable');
        },
      },
    );
    const { tried, code } = await make(kit, { prompt: '{red,green,blue} fox' });
    expect({ tried: new Set(tried), code }).toEqual({ tried: new Set([FIRST.id]), code: 'content-blocked' });
  });

  it('is nobody else’s where it made a part of it', async () => {
    let asked = 0;
    const kit = await open(
      {},
      {
        generate: async () => {
          asked++;
          if (asked > 1) throw thrown('unavailable');
          return PICTURE;
        },
      },
    );
    const { tried, job } = await make(kit, { prompt: '{red,green} fox' });
    expect(new Set(tried)).toEqual(new Set([FIRST.id]));
    expect(job?.result?.charged).toBe(4);
  });

  it('is not given to another once the person has canceled it', async () => {
    const kit: Kit = await open(
      {},
      {
        generate: async () => {
          await kit.talk.ask({ name: 'cancel' });
          throw thrown('unavailable');
        },
      },
    );
    expect(await make(kit)).toMatchObject({ tried: [FIRST.id], code: 'canceled' });
    expect(await kit.balance()).toEqual({ available: 40, held: 0 });
  });
});

describe('a job that another model has, after a restart', () => {
  it('goes on there by the name of its task, and the first model is not asked', async () => {
    const first = await open(
      {},
      {
        worker: workerOf('one', 101, [101]),
        generate: async (_request, { onTask }, id) => {
          if (id === FIRST.id) throw thrown('unavailable');
          await onTask('task-of-studio');
          return new Promise(() => {});
        },
        resume: async () => PICTURE,
      },
    );
    await first.talk.ask({ id: 'event-fox', options: { prompt: 'a fox' } });
    const [left] = await first.parts.jobs.byAccount('guild:ada', 1);
    const tasks = async () => (await first.parts.jobs.get(left?.id ?? ''))?.taskIds;
    await expect.poll(tasks, { interval: 1 }).toEqual({ '0': 'task-of-studio' });

    const resumed: (readonly string[])[] = [];
    const second = openKit({
      entries: [DRAWN, FIRST, SECOND],
      shared: first,
      worker: workerOf('two', 102, [102]),
      resume: async (taskId, _run, id) => {
        resumed.push([id, taskId]);
        return PICTURE;
      },
    });
    await second.start();
    const { job, result } = await second.ended('event-fox');
    expect(resumed).toEqual([[SECOND.id, 'task-of-studio']]);
    expect(second.calls).toEqual([]);
    expect(job?.result).toMatchObject({ plan: { modelId: SECOND.id }, charged: 4 });
    expect((result?.warnings ?? []).map(plainText)).toEqual([
      'atelier/able did not take the request, so studio/able made it; the price stays what it was.',
    ]);
  });
});
