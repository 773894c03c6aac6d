import type { CompatibleConnection } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { CatalogueError, changedEntry, problemAt } from './apply-overrides.ts';
import { asFlagsAllow, brokenPromises } from './compatible-flags.ts';
import { USUAL_MODELS } from './compatible-usual.ts';

type Item = CompatibleConnection['models'][number];

/**
 * The models of all connected servers.
 * @throws {CatalogueError} with every problem of every server.
 */
export function connectedModels(connections: readonly CompatibleConnection[]): readonly ModelEntry[] {
  const read = connections.map(readModels);
  const problems = read.flatMap((one) => one.problems);
  if (problems.length > 0) throw new CatalogueError(problems);
  return read.flatMap(({ entries }) => entries);
}

/**
 * The models of one connected server: its preset's usual model, changed by what the operator wrote.
 * @throws {CatalogueError} with every problem; each begins with `connections[NAME].models[…]`.
 */
export const compatibleModels = (connection: CompatibleConnection): readonly ModelEntry[] =>
  connectedModels([connection]);

interface Read {
  readonly entries: readonly ModelEntry[];
  readonly problems: readonly string[];
}

function readModels(connection: CompatibleConnection): Read {
  const { name, preset, models } = connection;
  const { vendorId } = USUAL_MODELS[preset];
  const usual = vendorId === undefined ? [] : [{ name: vendorId }];
  const items: readonly Item[] = models.length > 0 ? models : usual;
  if (items.length === 0)
    return { entries: [], problems: [`connections[${name}].models: name at least one model that the server has.`] };
  const read = items.map((item, index) => readModel(item, `connections[${name}].models[${index}]`, connection));
  const entries = read.flatMap((one) => one.entries);
  return { entries, problems: [...read.flatMap((one) => one.problems), ...twins(entries, name)] };
}

function readModel({ name, ...change }: Item, at: string, connection: CompatibleConnection): Read {
  const { preset, flags, label, models } = connection;
  if (typeof name !== 'string' || name.trim() === '')
    return { entries: [], problems: [`${at}.name: must be what the server calls the model.`] };
  const vendorId = name.trim();
  const short = shortName(vendorId, models);
  const base: ModelEntry = {
    ...asFlagsAllow(USUAL_MODELS[preset], flags),
    id: `${connection.name}/${short}`,
    provider: connection.name,
    vendorId,
    label: `${label} ${short}`,
  };
  const changed = changedEntry(base, change, at);
  if ('problems' in changed) return { entries: [], problems: changed.problems };
  const { entry } = changed;
  const problems = [...foreign(entry, connection), ...brokenPromises(entry, flags)];
  return { entries: [entry], problems: problems.map((problem) => problemAt(at, problem)) };
}

/** The last part of the server's name for it, or all of it where two models end alike; without blanks, which no id has. */
function shortName(vendorId: string, models: readonly Item[]): string {
  const last = lastPart(vendorId);
  const alike = models.filter(({ name }) => typeof name === 'string' && lastPart(name.trim()) === last);
  return (alike.length > 1 || last === '' ? vendorId : last).replace(/[\s/]+/g, '-');
}

const lastPart = (vendorId: string): string => vendorId.slice(vendorId.lastIndexOf('/') + 1);

function* foreign({ provider }: ModelEntry, { name }: CompatibleConnection) {
  if (provider !== name) yield { path: ['provider'], message: `must be ${name}, the connection's name` };
}

function twins(entries: readonly ModelEntry[], name: string): readonly string[] {
  const ids = entries.map(({ id }) => id.toLowerCase());
  const again = entries.filter(({ id }, index) => ids.indexOf(id.toLowerCase()) !== index);
  return again.map(({ id }) => `connections[${name}].models: ${id} is there twice; give one of them an id of its own.`);
}
