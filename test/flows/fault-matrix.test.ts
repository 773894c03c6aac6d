import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { matrixLines } from './fault-matrix.ts';

const PAGE = new URL('../../docs/reliability.md', import.meta.url);

/** Without the blanks that align its columns. */
const plain = (line: string): string => line.replaceAll(/ *\| */g, '|');

it('the page about reliability tells the faults as they are tested', () => {
  const told = readFileSync(PAGE, 'utf8').split('\n').map(plain);
  expect(told).toEqual(expect.arrayContaining(matrixLines().map(plain)));
});
