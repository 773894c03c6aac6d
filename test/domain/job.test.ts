import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  canMove,
  isFinal,
  JOB_STATES,
  type Job,
  type JobResult,
  type JobState,
  move,
  statusWord,
} from '#src/domain/job.ts';

const JOB: Job = {
  id: 'job',
  token: 'token',
  state: 'accepted',
  tenantId: 'tenant',
  personId: 'ada',
  personName: 'Ada',
  accountId: 'tenant:ada',
  platform: 'playground',
  placeId: 'place',
  private: false,
  eventId: 'event',
  delivery: { platform: 'playground' },
  request: { command: 'imagine', prompt: 'a lighthouse', options: {}, images: [], instructions: [] },
  createdAt: 0,
  workerId: 'worker',
};

/** The way of a job nothing happens to; each state but the last may be left for the ends beside it. */
const WAY: readonly JobState[] = ['accepted', 'queued', 'running', 'delivering', 'succeeded'];
const ENDS = ['succeeded', 'failed', 'canceled', 'outcome-unknown'];

const someState = fc.constantFrom(...JOB_STATES);

const RESULT: JobResult = { pictures: [], charged: 0, warnings: [], durationMs: 1 };

describe('the states of a job', () => {
  it('allow exactly the moves of the diagram', () => {
    const moves = JOB_STATES.flatMap((from) =>
      JOB_STATES.filter((to) => canMove(from, to)).map((to) => `${from} ${to}`),
    );
    expect(moves).toEqual([
      'accepted confirming',
      'accepted reviewing',
      'accepted queued',
      'accepted failed',
      'accepted canceled',
      'confirming accepted',
      'confirming failed',
      'confirming canceled',
      'reviewing accepted',
      'reviewing delivering',
      'reviewing failed',
      'reviewing canceled',
      'queued running',
      'queued failed',
      'queued canceled',
      'running reviewing',
      'running queued',
      'running delivering',
      'running failed',
      'running canceled',
      'running outcome-unknown',
      'delivering succeeded',
    ]);
  });

  it('lead somewhere until the end and nowhere from there', () => {
    for (const state of JOB_STATES) {
      expect(isFinal(state)).toBe(ENDS.includes(state));
      expect(JOB_STATES.some((to) => canMove(state, to))).toBe(!isFinal(state));
    }
  });

  it('never skip a step on the way to success, nor deliver what was not run', () => {
    fc.assert(
      fc.property(fc.array(someState, { maxLength: 60 }), (wishes) => {
        let job = JOB;
        const visited: JobState[] = [job.state];
        for (const to of wishes) {
          const made = job.state === 'running' && to === 'reviewing' ? { content: { held: RESULT } } : {};
          const moved = move(job, to, made);
          const isForbidden = job.state === 'reviewing' && to === (job.content?.held ? 'accepted' : 'delivering');
          expect(moved === undefined).toBe(!canMove(job.state, to) || isForbidden);
          job = moved ?? job;
          if (moved) visited.push(to);
        }
        const furthest = Math.max(...visited.map((state) => WAY.indexOf(state)));
        for (const step of WAY.slice(0, furthest + 1)) expect(visited).toContain(step);
      }),
    );
  });

  it('are left for good at the end, whatever is tried', () => {
    fc.assert(
      fc.property(fc.constantFrom(...JOB_STATES.filter(isFinal)), someState, (state, to) => {
        expect(move({ ...JOB, state }, to)).toBeUndefined();
      }),
    );
  });

  it('can always reach an end', () => {
    const reaches = (state: JobState, seen: readonly JobState[] = []): boolean =>
      isFinal(state) || JOB_STATES.some((to) => canMove(state, to) && !seen.includes(to) && reaches(to, [...seen, to]));
    expect(JOB_STATES.filter((state) => !reaches(state))).toEqual([]);
  });

  it('do not let a job that is being delivered be canceled: it is paid for', () => {
    expect(canMove('delivering', 'canceled')).toBe(false);
  });
});

describe('move', () => {
  it('adds what became known and leaves the given job alone', () => {
    const before = structuredClone(JOB);
    expect(move(JOB, 'queued', { queuedAt: 5 })).toEqual({ ...JOB, state: 'queued', queuedAt: 5 });
    expect(JOB).toEqual(before);
  });

  it('goes where it was told, whatever else is passed', () => {
    expect(move(JOB, 'queued', { state: 'succeeded' })?.state).toBe('queued');
  });
});

it.each([
  ['accepted', 'pending'],
  ['queued', 'pending'],
  ['running', 'processing'],
  ['delivering', 'processing'],
  ['succeeded', 'success'],
  ['failed', 'failed'],
  ['canceled', 'canceled'],
  ['outcome-unknown', 'failed'],
] as const)('calls %s %s', (state, word) => expect(statusWord(state)).toBe(word));
