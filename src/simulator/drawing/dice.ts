import { createHash } from 'node:crypto';

/** Repeatable chance: the same seed throws the same numbers for ever, so that the same prompt gives the same picture. */
export interface Dice {
  /** 0 up to, not including, 1. */
  unit(): number;
  between(low: number, high: number): number;
  whole(low: number, high: number): number;
  chance(share: number): boolean;
  pick<T>(choices: readonly [T, ...T[]]): T;
}

/** Dice for a seed of any words. */
export function createDice(seed: string): Dice {
  let state = createHash('sha256').update(seed).digest().readUInt32LE(0);
  const unit = (): number => {
    // Mulberry32: 32 bits of state are plenty for a drawing.
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (low: number, high: number): number => low + unit() * (high - low);
  return {
    unit,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    chance: (share) => unit() < share,
    pick: (choices) => choices[Math.floor(unit() * choices.length)] ?? choices[0],
  };
}
