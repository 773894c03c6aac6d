/** What the operator can watch. Labels are bounded: no people, no prompts. */
export interface Metrics {
  /** A job reached a state. */
  jobState(state: string, mode: string): void;
  /** A provider call ended: `success` or an error code. */
  providerCall(provider: string, outcome: string, durationMs: number): void;
  /** From accepted to the person being told. */
  jobDuration(mode: string, durationMs: number): void;
  credits(kind: 'held' | 'settled' | 'released', amount: number): void;
}
