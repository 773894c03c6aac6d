import { describe, expect, it } from 'vitest';
import { createLive } from '#src/chat/playground/live.ts';
import { text } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const progress = (percent: number): ProgressState => ({
  jobId: 'job',
  phase: 'running',
  percent,
  status: text('Drawing'),
  prompt: 'a fox',
  warnings: [],
});

const picture = { bytes: Uint8Array.of(1), type: 'image/png' } as const;

function open() {
  const clock = createManualClock();
  const shown: (number | undefined)[] = [];
  const live = createLive({ clock, show: (id) => void shown.push(live.state(id)?.progress?.percent) });
  return { clock, live, shown };
}

describe('live progress', () => {
  it('shows the first at once, then the newest eight times a second', async () => {
    const { clock, live, shown } = open();
    for (let percent = 0; percent <= 100; percent++) {
      live.update('m1', progress(percent));
      await clock.advance(10);
    }
    await clock.advance(1000);
    expect(shown[0]).toBe(0);
    expect(shown.at(-1)).toBe(100);
    expect(shown.length).toBeLessThanOrEqual(10);
  });

  it('paces every message for itself', () => {
    const { live, shown } = open();
    live.update('m1', progress(1));
    live.update('m2', progress(2));
    expect(shown).toEqual([1, 2]);
  });

  it('keeps one unfinished picture of a message, the newest', () => {
    const { live } = open();
    live.preview('m1', picture, 1);
    live.preview('m1', picture, 2);
    expect(live.state('m1')).toEqual({ previewStep: 2 });
    expect(live.picture('m1', 1)).toBeUndefined();
    expect(live.picture('m1', 2)).toBe(picture);
  });

  it('lets nothing through while the end is being written, and forgets what was due', async () => {
    const { clock, live, shown } = open();
    live.update('m1', progress(1));
    live.update('m1', progress(2));
    const [first, second] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
    const endings = [live.ending('m1', () => first.promise), live.ending('m1', () => second.promise)];
    first.resolve('one');
    await endings[0];
    live.update('m1', progress(3));
    await clock.advance(1000);
    expect(shown).toEqual([1]);
    expect(live.state('m1')).toBeUndefined();
    second.resolve('two');
    expect(await Promise.all(endings)).toEqual(['one', 'two']);
    live.update('m1', progress(4));
    expect(shown).toEqual([1, 4]);
  });

  it('goes on after an end that could not be written', async () => {
    const { live, shown } = open();
    await expect(live.ending('m1', () => Promise.reject(new Error('down')))).rejects.toThrow('down');
    live.update('m1', progress(5));
    expect(shown).toEqual([5]);
  });
});
