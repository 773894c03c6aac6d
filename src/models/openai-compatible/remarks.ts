import type { CompatibleFlags } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { FittedRequest, Generated } from '#src/ports/image-model.ts';
import { wayOf } from './compatible-call.ts';
import { wordingOf } from './wording.ts';

/** What of a request could not be said to the server, and the seed that could. */
export function remarksOn(
  entry: ModelEntry,
  flags: CompatibleFlags,
  request: FittedRequest,
): Pick<Generated, 'warnings' | 'seed'> {
  const { seed, negative } = request.options;
  const repaints = wayOf(entry, flags, request) === 'localai-inpainting';
  const seeded = seed !== undefined && flags.seed !== 'none' && !repaints;
  const left = [
    ...(seed !== undefined && !seeded ? ['the seed'] : []),
    ...(negative && (flags.negative === 'none' || repaints) ? ['the negative prompt'] : []),
    ...(repaints && request.references.length > 1 ? ['all pictures but the first'] : []),
  ];
  return { warnings: [...leftOut(entry, left, repaints), ...disarmed(flags, request)], ...(seeded && { seed }) };
}

function leftOut({ id }: ModelEntry, left: readonly string[], repaints: boolean): readonly Text[] {
  if (left.length === 0) return [];
  const why = repaints ? 'repaints by prompt and mask alone' : 'cannot be told everything';
  const were = left.length === 1 && left[0] !== 'all pictures but the first' ? 'was' : 'were';
  return [text(`${id} ${why}, so ${left.join(' and ')} ${were} left out.`)];
}

function disarmed(flags: CompatibleFlags, request: FittedRequest): readonly Text[] {
  if (!wordingOf(flags, request).disarmed) return [];
  return [text('Part of your words would have been an order to the server, so that part was not sent as it stood.')];
}
