import type { RemoteOrder } from './remote-line.ts';
import type { Kind, Results } from './storage-steps.ts';

/** One line of a batch, as `easel_apply_1` takes it. */
interface Row {
  readonly kind: 'write' | 'remove' | 'add' | 'replace' | 'take' | 'absent';
  readonly key: string;
  readonly expected?: string;
  readonly next?: string;
  readonly expires?: number | undefined;
}

/** The rows of an order, and what their answers mean. */
function rowsOf({ step }: RemoteOrder): readonly Row[] {
  switch (step.kind) {
    case 'write':
      return step.entries.map(({ key, value, expires }) => ({ kind: 'write', key, next: value, expires }));
    case 'remove':
      return step.keys.map((key) => ({ kind: 'remove', key }));
    case 'compareAndSet':
      return [compared(step)];
    default:
      return [];
  }
}

function compared({
  key,
  expected,
  next,
}: {
  key: string;
  expected: string | undefined;
  next: string | undefined;
}): Row {
  if (expected === undefined) return next === undefined ? { kind: 'absent', key } : { kind: 'add', key, next };
  return next === undefined ? { kind: 'take', key, expected } : { kind: 'replace', key, expected, next };
}

/** The parameters of `easel_apply_1`: a column each. */
export function batchOf(orders: readonly RemoteOrder[]): readonly unknown[] {
  const rows = orders.flatMap((order) => rowsOf(order).map((row) => ({ ...row, now: Math.floor(order.now) })));
  return [
    rows.map(({ kind }) => kind),
    rows.map(({ key }) => escaped(key)),
    rows.map(({ expected }) => (expected === undefined ? null : escaped(expected))),
    rows.map(({ next }) => (next === undefined ? null : escaped(next))),
    rows.map(({ expires }) => (expires === undefined ? null : Math.ceil(expires))),
    rows.map(({ now }) => now),
  ];
}

/** Hands the answers of the rows out to their orders. */
export function resultsOf(orders: readonly RemoteOrder[], done: readonly boolean[]): readonly Results[Kind][] {
  let place = 0;
  return orders.map((order) => {
    const first = place;
    place += rowsOf(order).length;
    const mine = done.slice(first, place);
    if (order.step.kind === 'write') return undefined;
    return order.step.kind === 'remove' ? mine : mine[0] === true;
  });
}

const [ZERO, ONE, TWO] = ['\0', '\u0001', '\u0002'];

/** Postgres keeps every character in a text but the very first; this leaves the order of keys as it was. */
export const escaped = (text: string): string =>
  text.includes(ZERO) || text.includes(ONE) ? text.replaceAll(ONE, ONE + TWO).replaceAll(ZERO, ONE + ONE) : text;

export const unescaped = (text: string): string =>
  text.includes(ONE) ? text.replaceAll(ONE + ONE, ZERO).replaceAll(ONE + TWO, ONE) : text;
