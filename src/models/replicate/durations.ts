/** How long the latest predictions of each model took: what the polling of the next one goes by. In memory only. */
export interface Durations {
  add(model: string, ms: number): void;
  /** The latest, in milliseconds. */
  of(model: string): readonly number[];
}

const KEPT = 60;

export function createDurations(): Durations {
  const byModel = new Map<string, number[]>();
  return {
    add(model, ms) {
      if (!Number.isFinite(ms) || ms < 0) return;
      byModel.set(model, [...(byModel.get(model) ?? []), ms].slice(-KEPT));
    },
    of: (model) => byModel.get(model) ?? [],
  };
}
