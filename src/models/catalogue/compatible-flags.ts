import type { CompatibleField, CompatibleFlags } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { UsualModel } from './compatible-usual.ts';

/** A preset's usual model, able to do just what the connection's flags can say. */
export function asFlagsAllow(model: UsualModel, flags: CompatibleFlags): UsualModel {
  const { operations, moderation, output, seed, negativePrompt: _preset, ...rest } = model;
  return {
    ...rest,
    operations: asEditsAllow(operations, flags),
    moderation: moderation && flags.fields.includes('moderation'),
    output: asFieldsAllow(output, flags),
    seed: flags.seed === 'none' ? 'none' : seed === 'none' ? 'best-effort' : seed,
    ...(flags.negative !== 'none' && { negativePrompt: true }),
  };
}

function asEditsAllow(operations: ModelEntry['operations'], { edits }: CompatibleFlags): ModelEntry['operations'] {
  if (edits === 'none') return { ...operations, edit: false, maxReferences: 0, mask: 'none' };
  return edits === 'localai' && operations.mask !== 'none' ? { ...operations, mask: 'white-edit' } : operations;
}

function asFieldsAllow(output: ModelEntry['output'], { fields }: CompatibleFlags): ModelEntry['output'] {
  const compression = output.compression && fields.includes('output_compression');
  if (fields.includes('output_format')) return { ...output, compression };
  return { ...output, formats: output.formats.slice(0, 1), chosenBy: 'provider', compression };
}

interface Problem {
  readonly path: string[];
  readonly message: string;
}

/** What an entry promises although nothing of it can be said to the server. */
export function* brokenPromises(entry: ModelEntry, flags: CompatibleFlags): Iterable<Problem> {
  yield* brokenOperations(entry, flags);
  if (entry.shape.kind !== 'size') yield { path: ['shape', 'kind'], message: 'must be size for a compatible server' };
  if (entry.delivery.partials > 0)
    yield {
      path: ['delivery', 'partials'],
      message: 'must be 0 for a compatible server, which is asked for no previews',
    };
  if (entry.seed !== 'none' && flags.seed === 'none')
    yield { path: ['seed'], message: 'must be none, or the flag seed must say how one is told' };
  if (entry.negativePrompt && flags.negative === 'none')
    yield { path: ['negativePrompt'], message: 'must be absent, or the flag negative must say how one is told' };
  for (const [field, path] of promisedFields(entry))
    if (!flags.fields.includes(field)) yield { path, message: `needs ${field} among the flag fields` };
}

function* brokenOperations({ operations }: ModelEntry, { edits }: CompatibleFlags): Iterable<Problem> {
  const { edit, mask, fidelity, upscale, removeBackground } = operations;
  if (edit && edits === 'none')
    yield { path: ['operations', 'edit'], message: 'must be false, or the flag edits must say how' };
  if (mask === 'alpha0-edit' && edits === 'localai')
    yield { path: ['operations', 'mask'], message: 'must be white-edit or none where the flag edits is localai' };
  if (fidelity === 'option')
    yield { path: ['operations', 'fidelity'], message: 'must be always or none for a compatible server' };
  if (upscale) yield { path: ['operations', 'upscale'], message: 'must be absent for a compatible server' };
  if (removeBackground)
    yield { path: ['operations', 'removeBackground'], message: 'must be absent for a compatible server' };
}

/** The optional fields without which a part of the entry would be empty words. */
function* promisedFields(entry: ModelEntry): Iterable<readonly [CompatibleField, string[]]> {
  const { quality, styles, moderation, output } = entry;
  if (quality) yield ['quality', ['quality']];
  if (styles.length > 0) yield ['style', ['styles']];
  if (moderation) yield ['moderation', ['moderation']];
  if (output.transparent) yield ['background', ['output', 'transparent']];
  if (output.compression) yield ['output_compression', ['output', 'compression']];
  if (output.formats.length > 1 && output.chosenBy !== 'provider') yield ['output_format', ['output', 'formats']];
}
