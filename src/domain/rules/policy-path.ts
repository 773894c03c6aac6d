import { own } from './own.ts';
import type { TenantPolicy } from './tenant-policy.ts';

/** Where in a policy one thing stands that is decided at once: `['people', 'U1', 'blocked']`. */
export type PolicyPath = readonly string[];

/** What one thing is to be; `undefined` takes it away. */
export interface PolicyEdit {
  readonly path: PolicyPath;
  readonly value: unknown;
}

interface Tree {
  readonly [name: string]: unknown;
}

/** What stands there, or `undefined`. */
export function valueAt(policy: TenantPolicy, path: PolicyPath): unknown {
  let value: unknown = policy;
  for (const name of path) value = isTree(value) ? own(value, name) : named(value, name);
  return value;
}

/** The policy with one thing changed; what is left empty by that goes too. */
export function withValue(policy: TenantPolicy, { path, value }: PolicyEdit): TenantPolicy {
  const word = wordAt(path);
  if (word !== undefined) return withWord(policy, word, value);
  // The paths come from `editsOf`, which pairs each with a value of the type that stands there.
  return changed({ ...policy }, path, value) as TenantPolicy;
}

/** Words are a list, and each of them is decided by itself: `['content', 'words', 'w1']`. */
const wordAt = ([first, second, id]: PolicyPath): string | undefined =>
  first === 'content' && second === 'words' ? id : undefined;

function withWord(policy: TenantPolicy, id: string, value: unknown): TenantPolicy {
  const words = policy.content?.words ?? [];
  const isKnown = words.some((word) => word.id === id);
  const replaced = words.flatMap((word) => (word.id === id ? (value ?? []) : word));
  const next = isKnown || value === undefined ? replaced : [...replaced, value];
  return withValue(policy, { path: ['content', 'words'], value: next.length > 0 ? next : undefined });
}

/** What a list holds under that id. */
const named = (list: unknown, id: string): unknown =>
  Array.isArray(list) ? list.find((each: unknown) => isTree(each) && each.id === id) : undefined;

function changed(tree: Tree, [name = '', ...rest]: PolicyPath, value: unknown): Tree {
  const below = own(tree, name);
  const next = rest.length === 0 ? value : changed(isTree(below) ? below : {}, rest, value);
  const { [name]: _old, ...others } = tree;
  const isGone = next === undefined || (rest.length > 0 && isTree(next) && Object.keys(next).length === 0);
  return isGone ? others : { ...others, [name]: next };
}

/** Whether a change of one is also a change of the other. */
export const overlaps = (one: PolicyPath, other: PolicyPath): boolean =>
  one.every((name, at) => at >= other.length || name === other[at]);

const isTree = (value: unknown): value is Tree => typeof value === 'object' && value !== null && !Array.isArray(value);
