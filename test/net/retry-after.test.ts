import { describe, expect, it } from 'vitest';
import { retryAfterMs } from '#src/net/retry-after.ts';

const NOW = Date.UTC(2026, 10, 21, 12, 0, 0);
const read = (headers: Record<string, string>) => retryAfterMs(new Headers(headers), NOW).retryAfterMs;

describe('retryAfterMs', () => {
  it.each<[Record<string, string>, number | undefined]>([
    [{ 'retry-after': '20' }, 20_000],
    [{ 'retry-after': '0.5' }, 500],
    [{ 'retry-after': '0' }, 0],
    [{ 'retry-after': 'Sat, 21 Nov 2026 12:00:30 GMT' }, 30_000],
    [{ 'retry-after': 'Sat, 21 Nov 2026 11:00:00 GMT' }, 0],
    [{ 'retry-after': '20', 'retry-after-ms': '1500' }, 1500],
    [{ 'retry-after': 'soon' }, undefined],
    [{ 'retry-after': '-5' }, undefined],
    [{}, undefined],
  ])('reads %j as %s', (headers, ms) => {
    expect(read(headers)).toBe(ms);
  });
});
