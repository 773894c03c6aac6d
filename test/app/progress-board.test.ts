import { describe, expect, it } from 'vitest';
import { createProgressBoard } from '#src/app/progress-board.ts';
import type { Route } from '#src/app/route.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { QueuePlace } from '#src/ports/job-queue.ts';
import { createFairQueue } from '#src/queue/fair-queue.ts';
import { jobLike } from '../commands/say.ts';
import { createManualClock } from '../fakes/manual-clock.ts';

function open() {
  const clock = createManualClock();
  const job = jobLike({ state: 'queued' });
  const shown: string[] = [];
  const unused = async () => {};
  const delivery: Delivery = {
    update: ({ phase }) => void shown.push(phase),
    preview() {},
    leave: () => void shown.push('left'),
    ask: unused,
    finish: unused,
    fail: unused,
    answer: unused,
  };
  const route: Route = {
    id: job.platform,
    delivery: () => delivery,
    openImage: async () => new Uint8Array(),
    deleteResult: unused,
  };
  let tell: (jobId: string, place: QueuePlace | undefined) => void = () => undefined;
  const queue = {
    ...createFairQueue({ clock, perPerson: 1, perProvider: () => 1 }),
    onPlace(listener: typeof tell) {
      tell = listener;
      return () => undefined;
    },
  };
  const board = createProgressBoard({ queue, clock, routes: new Map([[route.id, route]]) });
  return { board, job, shown, tell: (place?: QueuePlace) => tell(job.id, place) };
}

describe('what is shown of a job that waits in the line of several processes', () => {
  it('is dropped in the moment in which another process runs it, and no word comes after', () => {
    const { board, job, shown, tell } = open();
    board.of(job).accepted();
    tell({ position: 1, etaMs: 0 });
    tell();
    tell({ position: 1, etaMs: 0 });
    expect(shown).toEqual(['accepted', 'queued', 'left']);
  });

  it('goes on where the job comes back', () => {
    const { board, job, shown, tell } = open();
    board.of(job).accepted();
    tell();
    board.of(job);
    tell({ position: 2, etaMs: 0 });
    expect(shown).toEqual(['accepted', 'left', 'queued']);
  });
});
