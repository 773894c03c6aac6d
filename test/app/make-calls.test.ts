import { describe, expect, it } from 'vitest';
import type { RunContext } from '#src/app/ask-model.ts';
import { makeCalls } from '#src/app/make-calls.ts';
import type { RunningProgress } from '#src/app/progress.ts';
import type { Call } from '#src/domain/calls.ts';
import { EaselError } from '#src/domain/errors.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { PLAN } from './open-kit.ts';

const callsOf = (count: number): readonly Call[] =>
  Array.from({ length: count }, (_, index) => ({
    index,
    prompt: `prompt ${index}`,
    words: '',
    options: PLAN.options,
    firstPicture: index,
    isBase: false,
  }));

function contextOf() {
  const shares: (number | null)[] = [];
  const progress: RunningProgress = {
    progress: ({ share }) => void shares.push(share),
    partial() {},
    stop() {},
  };
  const context: RunContext = { signal: new AbortController().signal, progress, log: createSilentLog() };
  return { context, shares };
}

/** Work that goes on until it is told to end, one call at a time. */
function working() {
  const open = new Map<number, PromiseWithResolvers<string>>();
  const begun: number[] = [];
  const make = ({ index }: Call): Promise<string> => {
    const ends = Promise.withResolvers<string>();
    open.set(index, ends);
    begun.push(index);
    return ends.promise;
  };
  const turn = () => new Promise<void>((resolve) => setImmediate(resolve));
  return {
    make,
    begun,
    open,
    async end(index: number, error?: EaselError): Promise<void> {
      if (error) open.get(index)?.reject(error);
      else open.get(index)?.resolve(`made ${index}`);
      open.delete(index);
      await turn();
    },
  };
}

describe('the calls of a job', () => {
  it('are under way four at once, and the next begins when one ends, whichever', async () => {
    const { make, begun, open, end } = working();
    const made = makeCalls(callsOf(7), make, contextOf().context);
    expect(begun).toEqual([0, 1, 2, 3]);
    await end(2);
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    await end(4);
    await end(0);
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6]);
    expect(open.size).toBe(4);
    for (const index of [6, 5, 3, 1]) await end(index);
    expect((await made).made).toEqual([0, 1, 2, 3, 4, 5, 6].map((index) => `made ${index}`));
  });

  it('leave each other alone where one fails, and keep their order', async () => {
    const failure = new EaselError('content-blocked', {});
    const { made, failures } = await makeCalls(
      callsOf(6),
      async ({ index }) => {
        if (index % 2 === 0) throw failure;
        return index;
      },
      contextOf().context,
    );
    expect(made).toEqual([1, 3, 5]);
    expect(failures).toEqual([failure, failure, failure]);
  });

  it.each([
    ['auth', { provider: 'Atelier' }],
    ['quota', { provider: 'Atelier' }],
    ['model-unavailable', { provider: 'Atelier', model: 'atelier/able' }],
    ['canceled', {}],
  ] as const)('begin no more after %s, and those under way come to their end', async (code, details) => {
    const { make, begun, end } = working();
    const outcome = makeCalls(callsOf(9), make, contextOf().context);
    await end(1, new EaselError(code, details));
    for (const index of [0, 2, 3]) await end(index);
    const { made, failures } = await outcome;
    expect(begun).toEqual([0, 1, 2, 3]);
    expect(made).toEqual(['made 0', 'made 2', 'made 3']);
    expect(failures.map((failure) => failure.code)).toEqual([code]);
  });

  it('begin no more once the process is about to end, and those are counted', async () => {
    const { make, begun, end } = working();
    let stopping = false;
    const outcome = makeCalls(callsOf(9), make, contextOf().context, () => stopping);
    await end(0);
    stopping = true;
    for (const index of [1, 2, 3, 4]) await end(index);
    const { made, left } = await outcome;
    expect(begun).toEqual([0, 1, 2, 3, 4]);
    expect({ made: made.length, left }).toEqual({ made: 5, left: 4 });
  });

  it('go on after what is only one call’s trouble', async () => {
    const codes = ['provider-failed', 'rate-limited', 'outcome-unknown', 'timed-out', 'no-image'] as const;
    for (const code of codes) {
      const { failures, made } = await makeCalls(
        callsOf(6),
        async ({ index }) => {
          if (index === 0) throw new EaselError(code, { provider: 'Atelier', afterMs: 1 });
          return index;
        },
        contextOf().context,
      );
      expect({ codes: failures.map((failure) => failure.code), made }).toEqual({
        codes: [code],
        made: [1, 2, 3, 4, 5],
      });
    }
  });

  it('are none of ours to translate: what is no error of the family is internal', async () => {
    const { failures } = await makeCalls(callsOf(1), () => Promise.reject(new Error('broken')), contextOf().context);
    expect(failures.map(({ code }) => code)).toEqual(['internal']);
  });

  it('share one bar that only grows and ends full', async () => {
    const { context, shares } = contextOf();
    await makeCalls(
      callsOf(5),
      async (_call, { progress }) => {
        for (const share of [0.5, 0.2, 1]) progress.progress({ share });
      },
      context,
    );
    const told = shares.filter((share) => share !== null);
    expect(told.toSorted((a, b) => a - b)).toEqual(told);
    expect(told.at(0)).toBeCloseTo(0.1);
    expect(told.at(-1)).toBe(1);
  });

  it('pass on that nobody knows how far they are', async () => {
    const { context, shares } = contextOf();
    await makeCalls(callsOf(1), async (_call, { progress }) => progress.progress({ share: null }), context);
    expect(shares).toEqual([null]);
  });
});
