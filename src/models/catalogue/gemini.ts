import type { ModelEntry } from '#src/domain/model.ts';

export const GEMINI_MODELS: readonly ModelEntry[] = [];
