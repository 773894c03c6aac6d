import { expect, it } from 'vitest';
import { createRequestLog, type RecordedRequest } from '#src/simulator/request-log.ts';

const requestOf = (body: string): RecordedRequest => ({
  vendor: 'openai',
  method: 'POST',
  path: '/images/generations',
  contentType: 'application/json',
  body: { prompt: body },
  headers: {},
  files: [],
});

it('forgets the oldest once the bodies together grow large, and always has the newest', () => {
  const log = createRequestLog();
  for (const letter of 'abcdefghijklmnopqrstuvwxyz') log.add(requestOf(letter.repeat(1_000_000)));
  expect(log.requests.length).toBeGreaterThan(10);
  expect(log.requests.length).toBeLessThan(17);
  expect(log.requests.at(-1)).toEqual(requestOf('z'.repeat(1_000_000)));
  log.add(requestOf('!'.repeat(17_000_000)));
  expect(log.requests).toHaveLength(1);
});
