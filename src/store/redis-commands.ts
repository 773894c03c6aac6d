import type { RemoteOrder } from './remote-line.ts';
import type { PageEntry } from './storage-engine.ts';
import type { Kind, Results, Step } from './storage-steps.ts';

/** A command as it is sent. */
type Command =
  | {
      readonly script: Exclude<Kind, 'read'>;
      readonly keys: readonly string[];
      readonly values: readonly (string | number)[];
    }
  | { readonly script: 'read'; readonly keys: readonly string[] };

/** Between orders and what Redis is sent and answers. Everything lies under one prefix. */
export function createRedisCommands(prefix: string) {
  const index = `${prefix}index`;
  const entry = (key: string): string => `${prefix}entry:${key}`;

  function commandOf({ step, now }: RemoteOrder): Command {
    switch (step.kind) {
      case 'read':
        return { script: 'read', keys: step.keys.map(entry) };
      case 'page':
        return { script: 'page', keys: [index], values: [entry(''), step.from, step.limit, now] };
      case 'write':
        return {
          script: 'write',
          keys: [index, ...step.entries.map(({ key }) => entry(key))],
          values: written(step, now),
        };
      case 'remove':
        return { script: 'remove', keys: [index, ...step.keys.map(entry)], values: [now, ...step.keys] };
      case 'compareAndSet': {
        const { key, expected, next } = step;
        return {
          script: 'compareAndSet',
          keys: [index, entry(key)],
          values: [key, now, ...optional(expected), ...optional(next)],
        };
      }
    }
  }

  return { commandOf, mark: (processId: string) => `${prefix}mark:${processId}` };
}

const optional = (value: string | undefined): readonly [string, string] => [
  value === undefined ? '0' : '1',
  value ?? '',
];

const written = ({ entries }: Extract<Step, { kind: 'write' }>, now: number): readonly string[] =>
  entries.flatMap(({ key, value, expires }) =>
    expires === undefined
      ? [key, `=${value}`, '']
      : // At least a millisecond: Redis refuses less, and what has expired is told by its time.
        [key, `@${Math.ceil(expires)}=${value}`, String(Math.max(1, Math.ceil(expires - now)) + SLACK_MS)],
  );

/** Redis's clock and ours may differ by this; until then the time beside the value decides. */
const SLACK_MS = 60_000;

/** What an answer means. Redis answers every script as `redis-scripts.ts` says, and MGET with texts and nothing. */
export function resultOf({ step, now }: RemoteOrder, answer: unknown): Results[Kind] {
  const several = Array.isArray(answer) ? (answer as readonly unknown[]) : [];
  switch (step.kind) {
    case 'read':
      return several.map((raw) => (typeof raw === 'string' ? live(raw, now) : undefined));
    case 'page':
      return entriesOf(several.map(String));
    case 'write':
      return undefined;
    case 'remove':
      return several.map((was) => was === 1);
    case 'compareAndSet':
      return answer === 1;
  }
}

function live(raw: string, now: number): string | undefined {
  if (raw.startsWith('=')) return raw.slice(1);
  const stop = raw.indexOf('=');
  return Number(raw.slice(1, stop)) > now ? raw.slice(stop + 1) : undefined;
}

const entriesOf = (flat: readonly string[]): PageEntry[] =>
  flat.flatMap((key, place) => (place % 3 === 0 ? [entryOf(key, flat[place + 1] ?? '', flat[place + 2])] : []));

const entryOf = (key: string, value: string, expires: string | undefined): PageEntry =>
  expires ? [key, value, Number(expires)] : [key, value];
