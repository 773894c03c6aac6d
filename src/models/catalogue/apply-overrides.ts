import type { z } from 'zod';
import type { ModelEntry } from '#src/domain/model.ts';
import { nearest } from './find-model.ts';
import { modelEntrySchema } from './schema.ts';

/** One item of the operator's `models`: what differs from the entry of that `id`, or a whole new entry. Not checked yet. */
export type ModelOverride = Readonly<Record<string, unknown>> & { readonly id?: unknown };

/** Why the operator's models cannot be used: one sentence a problem, each beginning with its path. */
export class CatalogueError extends Error {
  override readonly name = 'CatalogueError';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/**
 * Lays the operator's changes over the built-in entries and checks the whole again. Objects are merged, lists are replaced, and
 * `null` takes a part away. New entries come after the built-in ones, in the operator's order.
 *
 * @throws {CatalogueError} with every problem.
 */
export function applyOverrides(
  builtIn: readonly ModelEntry[],
  overrides: readonly ModelOverride[],
): readonly ModelEntry[] {
  const entries = new Map(builtIn.map((entry) => [entry.id, entry]));
  const alone = overrides.flatMap((override, index) => apply(override, `models[${index}]`, entries));
  const together = alone.length > 0 ? [] : checkTogether([...entries.values()], overrides);
  const problems = [...checkOnce(overrides), ...alone, ...together];
  if (problems.length > 0) throw new CatalogueError(problems);
  return [...entries.values()];
}

/** Puts one change into the entries, or says what is wrong with it. */
function apply(override: ModelOverride, at: string, entries: Map<string, ModelEntry>): readonly string[] {
  const { id } = override;
  const changed = changedEntry(typeof id === 'string' ? entries.get(id) : undefined, override, at);
  if ('problems' in changed) return [...unknownId(id, at, entries), ...changed.problems];
  entries.set(changed.entry.id, changed.entry);
  return [];
}

/**
 * One change laid over an entry, or a whole new entry where there is none to change, checked.
 * @param at where the operator wrote it; each problem begins with that.
 */
export function changedEntry(
  base: ModelEntry | undefined,
  change: Readonly<Record<string, unknown>>,
  at: string,
): { readonly entry: ModelEntry } | { readonly problems: readonly string[] } {
  const { success, data, error } = modelEntrySchema.safeParse(merged(base, change));
  return success ? { entry: data } : { problems: error.issues.map((issue) => problemAt(at, issue)) };
}

/** A mistyped id would otherwise only show as a dozen missing parts. */
function unknownId(id: unknown, at: string, entries: ReadonlyMap<string, ModelEntry>): readonly string[] {
  if (typeof id !== 'string' || entries.has(id)) return [];
  const near = nearest([...entries.values()], id).join(', ');
  return [`${at}.id: ${id} is not in the catalogue, so it needs every part of an entry. Near names: ${near}.`];
}

function checkOnce(overrides: readonly ModelOverride[]): readonly string[] {
  const ids = overrides.map(({ id }) => id);
  return ids.flatMap((id, index) =>
    id === undefined || ids.indexOf(id) === index
      ? []
      : [`models[${index}].id: ${String(id)} is there twice; put it all into one item.`],
  );
}

/** What no entry can know alone: ids that differ only in case, and successors that are not there. */
function checkTogether(all: readonly ModelEntry[], overrides: readonly ModelOverride[]): readonly string[] {
  const ids = new Map<string, string>();
  return all.flatMap(({ id, lifecycle: { successor } }) => {
    const index = overrides.findIndex((override) => override.id === id);
    const at = index < 0 ? id : `models[${index}]`;
    const twin = ids.get(id.toLowerCase());
    ids.set(id.toLowerCase(), id);
    const missing = successor !== undefined && !all.some((other) => other.id === successor);
    return [
      ...(twin === undefined ? [] : [`${at}.id: differs from ${twin} only in case.`]),
      ...(missing ? [`${at}.lifecycle.successor: there is no model ${successor}.`] : []),
    ];
  });
}

function merged(base: unknown, change: unknown): unknown {
  if (!isObject(base) || !isObject(change)) return isObject(change) ? withoutNull(change) : change;
  const changed = Object.entries(change).map(([key, value]) => [key, merged(base[key], value)] as const);
  return withoutNull(Object.fromEntries([...Object.entries(base), ...changed]));
}

const withoutNull = (object: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(object).filter(([, value]) => value !== null));

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** A problem as a sentence that begins with its path. */
export function problemAt(at: string, { path, message }: Pick<z.core.$ZodIssue, 'path' | 'message'>): string {
  const inside = path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('');
  return `${at}${inside}: ${message.endsWith('received undefined') ? 'is missing' : message}.`;
}
