import type { CompatibleConnection } from '#src/domain/connection.ts';
import type { ModelEntry } from '#src/domain/model.ts';

/** The models of one connected server: its preset's usual model, changed by what the operator wrote. */
export function compatibleModels(_connection: CompatibleConnection): readonly ModelEntry[] {
  return [];
}
