import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createJobProgress } from '#src/app/progress.ts';
import { plainText, text } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import { jobLike } from '../commands/say.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

const PREVIEW = { bytes: new Uint8Array(), type: 'image/png' } as const;

function open() {
  const clock = createManualClock();
  const shown: ProgressState[] = [];
  const previews: number[] = [];
  const unused = async () => {};
  const delivery: Delivery = {
    update: (state) => void shown.push(state),
    preview: (_picture, step) => void previews.push(step),
    ask: unused,
    finish: unused,
    fail: unused,
    answer: unused,
  };
  const job = jobLike({ state: 'running' });
  const progress = createJobProgress({ job, delivery, clock });
  const last = () => {
    const state = shown.at(-1);
    return state && { percent: state.percent, status: plainText(state.status), etaMs: state.etaMs };
  };
  return { clock, shown, previews, progress, job, last };
}

describe('what a person sees while a job is on its way', () => {
  it('is each stage in its words, with a button to cancel', () => {
    const { progress, shown, job } = open();
    progress.accepted();
    progress.picture(1, 3);
    progress.picture(1, 1);
    progress.queued({ position: 1, etaMs: 500 }, job);
    progress.queued({ position: 4, etaMs: 9000 }, job);
    expect(shown.map(({ phase, status, position }) => [phase, plainText(status), position])).toEqual([
      ['accepted', 'Getting ready', undefined],
      ['accepted', '1 of 3 pictures read', undefined],
      ['accepted', '1 of 1 picture read', undefined],
      ['queued', 'Next in line', 1],
      ['queued', 'Number 4 in line', 4],
    ]);
    expect(shown.every(({ cancel, prompt }) => cancel?.kind === 'cancel' && prompt === 'a fox')).toBe(true);
  });

  it('moves with the time the model usually takes, and claims no more than 95 percent of what it guesses', async () => {
    const { progress, clock, job, last } = open();
    const running = progress.running(job, 10_000);
    expect(last()).toEqual({ percent: 5, status: 'Drawing', etaMs: 10_000 });
    await clock.advance(5000);
    expect(last()).toEqual({ percent: 50, status: 'Drawing', etaMs: 5000 });
    await clock.advance(3_600_000);
    expect(last()).toEqual({ percent: 95, status: 'Drawing', etaMs: 0 });
    running.stop();
  });

  it('follows the provider where it tells, never backwards and never over 100', async () => {
    const { progress, job, last, clock } = open();
    const running = progress.running(job, 10_000);
    running.progress({ share: 0.6, note: text('Upscaling') });
    expect(last()).toMatchObject({ percent: 60, status: 'Upscaling' });
    running.progress({ share: 0.2 });
    await clock.advance(1000);
    expect(last()).toMatchObject({ percent: 60 });
    running.progress({ share: null });
    expect(last()).toMatchObject({ percent: 60 });
    running.progress({ share: 7 });
    expect(last()).toMatchObject({ percent: 100 });
    running.stop();
  });

  it('shows previews as they come', () => {
    const { progress, job, previews, last } = open();
    const running = progress.running(job, 10_000);
    running.partial(PREVIEW, 1);
    running.partial(PREVIEW, 2);
    expect(previews).toEqual([1, 2]);
    expect(last()?.status).toBe('Drawing, preview 2');
    running.stop();
  });

  it('says nothing more once it is stopped, not even what the provider says late', async () => {
    const { progress, job, shown, previews, clock } = open();
    const running = progress.running(job, 10_000);
    running.stop();
    const before = shown.length;
    running.progress({ share: 0.9 });
    running.partial(PREVIEW, 3);
    await clock.advance(60_000);
    expect(shown).toHaveLength(before);
    expect(previews).toEqual([]);
    expect(clock.waiting()).toBe(0);
  });

  it('never runs backwards nor leaves 0 to 100, whatever comes', async () => {
    const step = fc.oneof(
      fc.record({ wait: fc.integer({ min: 0, max: 20_000 }) }),
      fc.record({ share: fc.option(fc.double({ min: -1, max: 3, noNaN: true })) }),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 12 }), fc.integer({ min: 0, max: 60_000 }), async (steps, usual) => {
        const { progress, job, shown, clock } = open();
        const running = progress.running(job, usual);
        for (const each of steps) 'wait' in each ? await clock.advance(each.wait) : running.progress(each);
        running.stop();
        const percents = shown.map(({ percent }) => percent);
        expect(percents).toEqual([...percents].sort((a, b) => a - b));
        expect(percents.every((percent) => percent >= 0 && percent <= 100)).toBe(true);
        expect(shown.every(({ etaMs = 0 }) => etaMs >= 0)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});
