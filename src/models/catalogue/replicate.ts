import type { ModelEntry } from '#src/domain/model.ts';

export const REPLICATE_MODELS: readonly ModelEntry[] = [];
