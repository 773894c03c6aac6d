import { expect, it } from 'vitest';
import { quietly } from '#src/net/quietly.ts';

it('hands on what is told', () => {
  const heard: unknown[] = [];
  quietly((...told: readonly unknown[]) => void heard.push(...told))('a picture', 2);
  expect(heard).toEqual(['a picture', 2]);
});

it('lets nobody hear that a listener fails', () => {
  const fails = quietly(() => {
    throw new Error('Nobody is there.');
  });
  expect(fails()).toBeUndefined();
});
