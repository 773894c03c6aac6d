/**
 * What the operator can watch. Every label has few values, whatever people do: no people, no jobs, no models, no prompts. Counting
 * never throws.
 */
export interface Metrics {
  /** A job reached a state. */
  jobState(state: string, mode: string, provider: string): void;
  /** From accepted to the person being told. @param outcome the state it ended in. */
  jobDuration(mode: string, outcome: string, durationMs: number): void;
  /** From the queue's door to the start. */
  queueWait(mode: string, durationMs: number): void;
  /** A provider call ended: `success` or an error code. */
  providerCall(provider: string, outcome: string, durationMs: number): void;
  /** From a request's arrival until its person saw that it had arrived. */
  acknowledged(platform: string, isDone: boolean, durationMs: number): void;
  /** The end of a job was shown, could not be shown now, or never will be. */
  delivered(platform: string, outcome: 'shown' | 'later' | 'never', durationMs: number): void;
  /** Somebody was told no, by the code of the error: rate limits, pauses, rules, faults. */
  refused(code: string): void;
  credits(kind: 'held' | 'settled' | 'released', amount: number): void;
  /** The store of records, or that of pictures, did something or failed to. */
  stored(store: 'records' | 'pictures', operation: string, isDone: boolean, durationMs: number): void;
  /** An HTTP request was answered, up to its first byte. @param route as the program names it, never an address. */
  httpRequest(method: string, route: string, status: number, durationMs: number): void;
}

/** Where nobody watches. */
export const NO_METRICS: Metrics = {
  jobState() {},
  jobDuration() {},
  queueWait() {},
  providerCall() {},
  acknowledged() {},
  delivered() {},
  refused() {},
  credits() {},
  stored() {},
  httpRequest() {},
};
