import type { ModelEntry } from '#src/domain/model.ts';
import { REPLICATE_EDITORS } from './replicate-editors.ts';
import { REPLICATE_MAKERS } from './replicate-makers.ts';
import { SEEDREAM_MODELS } from './replicate-seedream.ts';

/** Replicate's image models: those that draw first, then those that only work on pictures. */
export const REPLICATE_MODELS: readonly ModelEntry[] = [...REPLICATE_MAKERS, ...SEEDREAM_MODELS, ...REPLICATE_EDITORS];
