import { expect, it } from 'vitest';
import { oncePerJob } from '#src/chat/once-per-job.ts';

it('tells of each job once, and forgets the oldest of very many', () => {
  const told: string[] = [];
  const tell = oncePerJob((jobId) => void told.push(jobId));
  for (const jobId of ['a', 'b', 'a', 'b']) tell(jobId);
  expect(told).toEqual(['a', 'b']);
  for (let job = 0; job < 10_000; job++) tell(`job ${job}`);
  tell('a');
  expect(told).toHaveLength(10_003);
});
