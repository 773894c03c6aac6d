import { expect, it } from 'vitest';
import { createInTurn } from '#src/store/in-turn.ts';

it('runs work of one name in the order it came, and of other names at once', async () => {
  const inTurn = createInTurn();
  const said: string[] = [];
  const first = Promise.withResolvers<void>();
  const all = [
    inTurn('a', async () => {
      said.push('a1 begins');
      await first.promise;
      said.push('a1 ends');
    }),
    inTurn('a', async () => void said.push('a2')),
    inTurn('b', async () => void said.push('b1')),
  ];
  await all[2];
  expect(said).toEqual(['a1 begins', 'b1']);
  first.resolve();
  await Promise.all(all);
  expect(said).toEqual(['a1 begins', 'b1', 'a1 ends', 'a2']);
});

it('goes on after work that failed, and each caller hears of its own', async () => {
  const inTurn = createInTurn();
  const failed = inTurn('a', () => Promise.reject(new Error('first')));
  const next = inTurn('a', async () => 'second');
  await expect(failed).rejects.toThrow('first');
  expect(await next).toBe('second');
});
