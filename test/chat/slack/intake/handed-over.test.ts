import { describe, expect, it } from 'vitest';
import { createBench, payload } from './intake-bench.ts';

const down = () => Promise.reject(new Error('the store is down'));

describe('what comes while the store is down', () => {
  it('before the app has it is refused, so that it is handed over again', async () => {
    let isDown = true;
    const { intake, around, requests } = createBench({
      sessions: { isFresh: () => (isDown ? down() : Promise.resolve(true)) },
    });
    await expect(intake.message(payload('message-thread'), around)).rejects.toThrow('the store is down');
    expect(requests).toEqual([]);
    isDown = false;
    await intake.message(payload('message-thread'), around);
    expect(requests).toHaveLength(1);
  });

  it('once the app has it is only noted: the app would not take it twice', async () => {
    const { intake, around, log } = createBench();
    await intake.command(payload('slash-command'), { ...around, onRequest: down });
    expect(log.lines.filter(({ level }) => level === 'error')).toHaveLength(1);
  });
});

it('what is given up is told to who asked, and reaches the app no more', async () => {
  const { intake, around, requests, told, opened } = createBench();
  await intake.command(payload('slash-command'), { ...around, givenUp: true });
  expect(requests).toEqual([]);
  expect(opened.map(({ acks }) => acks)).toEqual([['private']]);
  expect(JSON.stringify(told)).toContain('does not try it again. Nothing more is charged.');
});
