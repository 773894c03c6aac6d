import type { ModelEntry } from '#src/domain/model.ts';

export const RUNWARE_MODELS: readonly ModelEntry[] = [];
