import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';

/** What can be picked: what its vendor has shut down nobody can, unless a server of one's own still has it. */
export const offeredModels = ({ models, retiredAllowed }: Catalogue, now: number): readonly ModelEntry[] =>
  models.filter((model) => retiredAllowed(model.provider) || !isRetired(model, now));
