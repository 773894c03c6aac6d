import { describe, expect, it } from 'vitest';
import { diceOf } from '../fixtures/mutations.ts';
import { type Door, fileDoor, forgeryOf, NOW_SECONDS, replicateDoor, rightFor, slackDoor } from './forgeries.ts';

/** bench/signatures.ts tries 100,000. */
const TRIES = 1200;

describe.each<[string, () => Door, refused: number]>([
  ['Slack', slackDoor, 401],
  ['Replicate', replicateDoor, 401],
  ['file links', fileDoor, 404],
])('what came as from %s', (_name, open, refused) => {
  it('is let in where it is signed', async () => {
    const door = open();
    for (let seed = 0; seed < 20; seed++) await door.call(rightFor(door, diceOf(seed)));
    expect(door.came()).toBe(20);
  });

  it('is refused where it is forged, altered, old or re-ordered, each time in the same way', async () => {
    const door = open();
    const others: string[] = [];
    const ways = new Set<string>();
    for (let seed = 0; seed < TRIES; seed++) {
      const { how, parts } = forgeryOf(door, diceOf(seed));
      ways.add(how);
      const status = await door.call(parts);
      if (status !== refused) others.push(`${how}, seed ${seed}: ${status}`);
    }
    expect(others).toEqual([]);
    expect(door.came()).toBe(0);
    expect(ways.size).toBeGreaterThanOrEqual(6);
  });
});

describe("the mark of Replicate's call", () => {
  it('is refused in letters that stand for the same bytes', async () => {
    const door = replicateDoor();
    const right = rightFor(door, diceOf(1));
    const last = right.mark.at(-2) ?? '';
    const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
    // The last letter before the "=" carries two bits that mean nothing.
    const same = letters[letters.indexOf(last) ^ 1] ?? '';
    const mark = `${right.mark.slice(0, -2)}${same}=`;
    expect(Buffer.from(mark.slice(3), 'base64')).toEqual(Buffer.from(right.mark.slice(3), 'base64'));
    expect(await door.call({ ...right, mark })).toBe(401);
    expect(await door.call(right)).toBe(204);
  });

  it('holds for one reading of what it covers: an id has no full stop', async () => {
    const door = replicateDoor();
    const body = '{"id":"gm3"}';
    const whole = door.sign({ id: 'msg', stamp: `1.${NOW_SECONDS}`, body });
    expect(await door.call({ ...whole, id: 'msg.1', stamp: String(NOW_SECONDS) })).toBe(401);
  });
});
