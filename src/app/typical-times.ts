import type { ModelEntry } from '#src/domain/model.ts';
import type { Documents } from '#src/ports/documents.ts';

/** What a model's calls took lately, as a moving average. */
export interface TypicalTime {
  readonly meanMs: number;
}

export interface TypicalTimes {
  /** What a call of this model will probably take. */
  expectedMs(model: ModelEntry): Promise<number>;
  record(modelId: string, durationMs: number): Promise<void>;
}

/** How much the newest call counts. */
const NEWEST = 0.3;

/** Remembers how long each model takes, for progress bars and waiting times; before the first call the catalogue's guess stands. */
export function createTypicalTimes(documents: Documents<TypicalTime>): TypicalTimes {
  return {
    async expectedMs(model) {
      return (await documents.get(model.id))?.meanMs ?? model.delivery.typicalMs;
    },

    async record(modelId, durationMs) {
      await documents.update(modelId, (known) => {
        const meanMs = Math.round(known ? known.meanMs * (1 - NEWEST) + durationMs * NEWEST : durationMs);
        return known?.meanMs === meanMs ? known : { meanMs };
      });
    },
  };
}
