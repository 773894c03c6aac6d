import { distance } from 'fastest-levenshtein';
import { considered } from '#src/domain/choose-model.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';

const OFFERED = 3;

/**
 * Finds a model by our id, else by a whole name it has (the vendor's id, an alias, the part after the slash), else by words of
 * its name that fit no other (`mini`, `2.5-flare`). Without regard to case.
 *
 * @param off models of providers that have no key here: they are known, and cannot be used.
 * @throws {EaselError} `unknown-model` with the nearest ids, `ambiguous-model` with those that fit, or `model-off`.
 */
export function findModel(models: readonly ModelEntry[], name: string, off: readonly ModelEntry[] = []): ModelEntry {
  const fitting = fittingModels(models, name);
  const [found, another] = fitting;
  if (another) throw new EaselError('ambiguous-model', { name, near: fitting.map(({ id }) => id) });
  if (found) return found;
  const [known, ...others] = fittingModels(off, name);
  if (known && others.length === 0) throw new EaselError('model-off', { model: known.id });
  throw new EaselError('unknown-model', { name, near: nearest(preferAlive(considered(models)), name) });
}

function fittingModels(models: readonly ModelEntry[], name: string): readonly ModelEntry[] {
  const wanted = name.trim().toLowerCase();
  const byId = models.filter(({ id }) => id.toLowerCase() === wanted);
  if (byId.length > 0) return byId;
  // A stand-in is only found by half a name where nothing real has it.
  const real = byWords(models.filter(isReal), wanted);
  return real.length > 0 ? real : byWords(models, wanted);
}

function byWords(models: readonly ModelEntry[], wanted: string): readonly ModelEntry[] {
  const byName = models.filter((model) => namesOf(model).includes(wanted));
  return byName.length > 0 ? byName : preferAlive(models.filter((model) => hasWords(model, wanted)));
}

const isReal = ({ provider }: ModelEntry): boolean => provider !== 'simulator';

/** Every name a person may use, in lower case. */
function namesOf({ id, vendorId, aliases }: ModelEntry): readonly string[] {
  return [id.slice(id.indexOf('/') + 1), vendorId, ...aliases].map((known) => known.toLowerCase());
}

/** Whether the words stand in one of the names from one boundary to another: `flare` and `2.5-flare`, never `lare`. */
function hasWords(model: ModelEntry, wanted: string): boolean {
  if (wanted === '') return false;
  return [model.id.toLowerCase(), ...namesOf(model)].some((known) =>
    `-${known.replaceAll('/', '-')}-`.includes(`-${wanted.replaceAll('/', '-')}-`),
  );
}

/** A model that is gone makes no part of a name ambiguous. */
function preferAlive(models: readonly ModelEntry[]): readonly ModelEntry[] {
  const alive = models.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  return alive.length > 0 ? alive : models;
}

/** Up to three ids, those with the most similar name first. */
export function nearest(models: readonly ModelEntry[], words: string): readonly string[] {
  const wanted = words.trim().toLowerCase();
  const score = (model: ModelEntry) =>
    Math.min(...[model.id.toLowerCase(), ...namesOf(model)].map((known) => distance(known, wanted)));
  return models
    .map((model) => ({ id: model.id, score: score(model) }))
    .sort((a, b) => a.score - b.score)
    .slice(0, OFFERED)
    .map(({ id }) => id);
}
