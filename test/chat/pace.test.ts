import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPace, type Edited } from '#src/chat/pace.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

const PACE_MS = 4000;

interface Edit {
  readonly at: number;
  readonly state: number;
  endedAt?: number;
}

function bench({
  takes = () => 0,
  comes = () => 'shown',
}: {
  readonly takes?: () => number;
  readonly comes?: () => Edited;
} = {}) {
  const clock = createManualClock(0);
  const edits: Edit[] = [];
  const pace = createPace<number>({
    clock,
    paceMs: PACE_MS,
    keyOf: String,
    async edit(state) {
      const edit: Edit = { at: clock.now(), state };
      edits.push(edit);
      const ms = takes();
      if (ms > 0) await clock.sleep(ms, new AbortController().signal);
      edit.endedAt = clock.now();
      return comes();
    },
  });
  return { clock, edits, pace, states: () => edits.map(({ state }) => state) };
}

describe('the pace of edits', () => {
  it('shows the first state at once, and what is told together as one', async () => {
    const { clock, pace, states } = bench();
    pace.offer(1);
    pace.offer(2);
    await clock.advance(0);
    expect(states()).toEqual([2]);
  });

  it('shows the newest of many states, 4 s after the one before', async () => {
    const { clock, pace, edits } = bench();
    pace.offer(1);
    await clock.advance(100);
    for (let state = 2; state < 50; state++) pace.offer(state);
    await clock.advance(PACE_MS - 101);
    expect(edits).toHaveLength(1);
    await clock.advance(1);
    expect(edits).toMatchObject([{ state: 1 }, { state: 49, at: PACE_MS }]);
  });

  it('drops what waits, and what was not taken, when another process shows it; later states are shown', async () => {
    const outcomes: Edited[] = [{ againMs: 0 }];
    const { clock, pace, states } = bench({ takes: () => 1000, comes: () => outcomes.shift() ?? 'shown' });
    pace.offer(1);
    await clock.advance(100);
    pace.offer(2);
    pace.drop();
    await clock.advance(60_000);
    expect(states()).toEqual([1]);
    pace.offer(3);
    await clock.advance(0);
    expect(states()).toEqual([1, 3]);
  });

  it('skips a state that looks like the one that is shown', async () => {
    const { clock, pace, states } = bench();
    pace.offer(1);
    await clock.advance(PACE_MS);
    pace.offer(1);
    await clock.advance(PACE_MS);
    expect(states()).toEqual([1]);
  });

  it('waits for a slow edit before the next one', async () => {
    const { clock, pace, edits } = bench({ takes: () => 6000 });
    pace.offer(1);
    await clock.advance(1);
    pace.offer(2);
    await clock.advance(5990);
    expect(edits).toHaveLength(1);
    await clock.advance(9);
    expect(edits).toHaveLength(2);
  });

  it('tries the newest state again where an edit was not taken, no sooner than it was told', async () => {
    const answers: Edited[] = [{ againMs: 0 }, { againMs: 9000 }, 'shown'];
    const { clock, pace, edits } = bench({ comes: () => answers.shift() ?? 'shown' });
    pace.offer(7);
    await clock.advance(5 * PACE_MS);
    expect(edits.map(({ state, at }) => [state, at])).toEqual([
      [7, 0],
      [7, PACE_MS],
      [7, PACE_MS + 9000],
    ]);
  });

  it('shows the earlier state again after an edit that was not taken, because it may have been', async () => {
    const answers: Edited[] = ['shown', { againMs: 0 }, 'shown'];
    const { clock, pace, states } = bench({ takes: () => 1000, comes: () => answers.shift() ?? 'shown' });
    pace.offer(1);
    await clock.advance(PACE_MS);
    pace.offer(2);
    await clock.advance(1);
    pace.offer(1);
    await clock.advance(2 * PACE_MS);
    expect(states()).toEqual([1, 2, 1]);
  });

  it('shows nothing more where it is over', async () => {
    const { clock, pace, states } = bench({ comes: () => 'over' });
    pace.offer(1);
    await clock.advance(0);
    pace.offer(2);
    await clock.advance(10 * PACE_MS);
    expect(states()).toEqual([1]);
  });

  it('waits for the edit in flight when it is paused, and drops the rest', async () => {
    const { clock, pace, states } = bench({ takes: () => 1000 });
    pace.offer(1);
    await clock.advance(1);
    pace.offer(2);
    let paused = false;
    const pausing = pace.pause().then(() => {
      paused = true;
    });
    await clock.advance(998);
    expect(paused).toBe(false);
    await clock.advance(1);
    await pausing;
    pace.offer(3);
    await clock.advance(10 * PACE_MS);
    expect(states()).toEqual([1]);
  });

  it('shows the very state again after a pause, because something else was shown meanwhile', async () => {
    const { clock, pace, states } = bench();
    pace.offer(1);
    await clock.advance(PACE_MS);
    await pace.pause();
    pace.resume();
    pace.offer(1);
    await clock.advance(PACE_MS);
    expect(states()).toEqual([1, 1]);
  });

  it('keeps one edit in flight, 4 s apart, nothing after the end, and the newest state shown, whatever happens', async () => {
    const Step = fc.oneof(
      { weight: 5, arbitrary: fc.record({ kind: fc.constant('offer' as const), state: fc.nat(5) }) },
      { weight: 4, arbitrary: fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(4000) }) },
      { weight: 1, arbitrary: fc.record({ kind: fc.constant('break' as const) }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(Step, { maxLength: 30 }),
        fc.infiniteStream(fc.nat(6000)),
        fc.infiniteStream(fc.constantFrom<Edited>('shown', 'shown', { againMs: 0 }, { againMs: 7000 })),
        async (steps, durations, outcomes) => {
          const { clock, pace, edits } = bench({
            takes: () => durations.next().value,
            comes: () => outcomes.next().value,
          });
          let last: number | undefined;
          for (const step of steps) {
            if (step.kind === 'offer') {
              last = step.state;
              pace.offer(step.state);
            }
            if (step.kind === 'wait') await clock.advance(step.ms);
            if (step.kind === 'break') {
              const pausing = pace.pause();
              await clock.advance(6000);
              await pausing;
              pace.resume();
              last = undefined;
            }
          }
          await clock.advance(600_000);
          if (last !== undefined) expect(edits.at(-1)?.state).toBe(last);
          for (const [index, edit] of edits.entries()) {
            const before = edits[index - 1];
            if (!before) continue;
            expect(edit.at - before.at).toBeGreaterThanOrEqual(PACE_MS);
            expect(before.endedAt).toBeLessThanOrEqual(edit.at);
          }
          const pausing = pace.pause();
          const count = edits.length;
          pace.offer(99);
          await clock.advance(60_000);
          await pausing;
          expect(edits).toHaveLength(count);
        },
      ),
      { numRuns: 60 },
    );
  });
});
