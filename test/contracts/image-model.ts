import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { type FittedOptions, fitOptions } from '#src/domain/fit.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import type { FittedRequest, ImageModel, Run } from '#src/ports/image-model.ts';
import type { ManualClock } from '../fakes/manual-clock.ts';
import { maskPng, pngOf } from '../fixtures/pictures.ts';
import { eventually, refusalOf, startRun } from '../models/setup.ts';

/** What can go wrong on the far side of the wire, once. */
export type FarFault =
  | 'blocked'
  | 'rate-limited'
  | 'no-money'
  | 'bad-key'
  | 'server-error'
  | 'overloaded'
  | 'silent'
  | 'lost'
  | 'one-fewer';

export interface FarSide {
  /** Makes the next request for pictures go wrong. */
  fail(fault: FarFault): void;
  /** Requests for pictures that arrived, whatever became of them. */
  asked(): number;
  /** Those the provider began to work on, and would bill. */
  taken(): number;
}

export interface ImageModelSubject {
  readonly entry: ModelEntry;
  /** A model with its own far side, which draws at once. */
  open(): Promise<{ model: ImageModel; clock: ManualClock; far: FarSide; close(): Promise<void> }>;
}

const SOURCE = { width: 96, height: 64 };

/** What every image model owes its callers. */
export function imageModelContract(name: string, { entry, open }: ImageModelSubject): void {
  describe(`${name}, as every image model`, { timeout: 20_000 }, () => {
    it('has the id of its catalogue entry', async () => {
      expect((await opened()).model.id).toBe(entry.id);
    });

    it.runIf(entry.operations.generate)('makes as many pictures as asked with one paid call', async () => {
      const { model, far } = await opened();
      const count = Math.min(3, entry.output.maxCount);
      const { pictures } = await model.generate(requestOf({ n: count }), startRun().run);
      expect(pictures).toHaveLength(count);
      for (const { bytes } of pictures) expect(bytes.byteLength).toBeGreaterThan(100);
      expect({ asked: far.asked(), taken: far.taken() }).toEqual({ asked: 1, taken: 1 });
    });

    it.runIf(entry.operations.edit)('starts from one picture', async () => {
      const { model } = await opened();
      const request = requestOf({}, { references: await pictures(1) });
      expect((await model.generate(request, startRun().run)).pictures).toHaveLength(1);
    });

    it.runIf(entry.operations.maxReferences > 1)('takes as many references as its entry says', async () => {
      const { model } = await opened();
      const request = requestOf({}, { references: await pictures(entry.operations.maxReferences) });
      expect((await model.generate(request, startRun().run)).pictures).toHaveLength(1);
    });

    it.runIf(entry.operations.mask !== 'none')('takes a mask with its picture', async () => {
      const { model } = await opened();
      const bytes = await maskPng({ ...SOURCE, hole: { left: 8, top: 8, width: 16, height: 16 } });
      const request = requestOf({}, { references: await pictures(1), mask: { bytes, type: 'image/png' } });
      expect((await model.generate(request, startRun().run)).pictures).toHaveLength(1);
    });

    it.runIf(entry.delivery.partials > 0)('shows previews of known type, counted from 1, before the end', async () => {
      const { model } = await opened();
      const { run, partials } = startRun();
      await model.generate(requestOf({ partials: 2 }), run);
      expect(partials.map(({ step }) => step)).toEqual([1, 2]);
      for (const { picture } of partials) expect(picture.type).toMatch(/^image\/(png|jpeg|webp)$/);
    });

    it.runIf(entry.output.maxCount > 1)('gives what came where fewer pictures came than asked', async () => {
      const { model, far } = await opened();
      far.fail('one-fewer');
      expect((await model.generate(requestOf({ n: 2 }), startRun().run)).pictures).toHaveLength(1);
    });

    it('does not lose a picture to listeners that throw', async () => {
      const { model } = await opened();
      const broken = () => {
        throw new Error('The listener is broken.');
      };
      const run: Run = { ...startRun().run, onPartial: broken, onProgress: broken };
      const request = requestOf({ partials: entry.delivery.partials });
      expect((await model.generate(request, run)).pictures).toHaveLength(1);
    });

    it.each<[FarFault, ErrorCode]>([
      ['blocked', 'content-blocked'],
      ['no-money', 'quota'],
      ['bad-key', 'auth'],
      ['server-error', 'provider-failed'],
      ['lost', 'outcome-unknown'],
    ])('translates %s into %s, and asks only once', async (fault, code) => {
      const { model, far } = await opened();
      far.fail(fault);
      expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe(code);
      expect(far.asked()).toBe(1);
    });

    it.each<FarFault>(['rate-limited', 'overloaded'])(
      'asks again after being %s, and is billed once',
      async (fault) => {
        const { model, far, clock } = await opened();
        far.fail(fault);
        const outcome = model.generate(requestOf(), startRun().run);
        await vi.waitFor(async () => {
          await clock.advance(1000);
          expect(far.asked()).toBe(2);
        });
        expect((await outcome).pictures).toHaveLength(1);
        expect(far.taken()).toBe(1);
      },
    );

    it('times out where no answer comes', async () => {
      const { model, far, clock } = await opened();
      far.fail('silent');
      const outcome = refusalOf(model.generate(requestOf({ timeoutSeconds: 20 }), startRun().run));
      await eventually(() => expect(far.asked()).toBe(1));
      await clock.advance(20_000);
      expect((await outcome).code).toBe('timed-out');
      expect(clock.waiting()).toBe(0);
    });

    it('stops at once when it is canceled', async () => {
      const { model, far, clock } = await opened();
      far.fail('silent');
      const { run, abort } = startRun();
      const outcome = refusalOf(model.generate(requestOf(), run));
      await eventually(() => expect(far.asked()).toBe(1));
      abort();
      expect((await outcome).code).toBe('canceled');
      expect(clock.waiting()).toBe(0);
    });

    it('asks nobody where it was canceled before', async () => {
      const { model, far } = await opened();
      const { run, abort } = startRun();
      abort();
      expect((await refusalOf(model.generate(requestOf(), run))).code).toBe('canceled');
      expect(far.asked()).toBe(0);
    });

    it('leaves no timer behind', async () => {
      const { model, clock } = await opened();
      await model.generate(requestOf(), startRun().run);
      expect(clock.waiting()).toBe(0);
    });

    it('serves several requests at once without mixing them up', async () => {
      const { model } = await opened();
      const prompts = ['a red fox', 'a blue whale', 'a green hill'];
      const alone = await Promise.all(prompts.map((prompt) => firstPicture(model, prompt)));
      const together = await Promise.all(prompts.map((prompt) => firstPicture(model, prompt)));
      expect(together).toEqual(alone);
      expect(new Set(alone).size).toBe(prompts.length);
    });
  });

  async function firstPicture(model: ImageModel, prompt: string): Promise<string> {
    const [picture] = (await model.generate(requestOf({}, { prompt }), startRun().run)).pictures;
    return Buffer.from(picture?.bytes ?? []).toString('base64');
  }

  async function opened() {
    const subject = await open();
    onTestFinished(() => subject.close());
    return subject;
  }

  /** A request fitted to the entry the way the plan does it. */
  function requestOf(options: RequestOptions = {}, more: Partial<Omit<FittedRequest, 'options'>> = {}): FittedRequest {
    const references = (more.references ?? []).map(stored);
    const fitted: FittedOptions = fitOptions(
      { prompt: '', options: { partials: 0, ...options }, references, instructions: [] },
      { model: entry },
    ).options;
    return { prompt: 'a lighthouse at dusk', references: [], ...more, options: fitted };
  }
}

const stored = ({ bytes, type }: Picture): StoredPicture => ({ key: 'x', type, byteLength: bytes.length, ...SOURCE });

async function pictures(count: number): Promise<readonly Picture[]> {
  const bytes = await pngOf(SOURCE);
  return Array.from({ length: count }, () => ({ bytes, type: 'image/png' }));
}
