/** The steps of a request that can be watched, as traces name them. */
export type SpanName =
  | 'request'
  | 'plan'
  | 'hold'
  | 'queue wait'
  | 'provider call'
  | 'store pictures'
  | 'settle'
  | 'deliver';

/** What a step was about. Never words of people, names of people, tokens or addresses. */
export type Traits = Readonly<Record<string, string | number | boolean>>;

export interface SpanAbout {
  /** A `traceparent` it goes on from, where nothing is around it here; one that is none begins a trace. */
  readonly from?: string | undefined;
  /** Asked when the step has ended. */
  readonly traits?: () => Traits;
}

/**
 * Leads one name through everything that is done about one request, in any process. Where nobody collects traces it costs next to
 * nothing, and the name is there all the same: in the log and in the record of the job.
 */
export interface Tracing {
  /** Does the work as one step of the trace around it, of `from`, or of a new one. Throws what the work throws. */
  span<T>(name: SpanName, work: () => Promise<T>, about?: SpanAbout): Promise<T>;
  /** A step that nobody stood beside. Times are epoch milliseconds. */
  past(name: SpanName, startMs: number, endMs: number, about?: SpanAbout): void;
  /** Does the work as a part of that trace, whatever is around; of a new one where it is none. */
  within<T>(traceparent: string | undefined, work: () => Promise<T>): Promise<T>;
  /** The `traceparent` of what is done here, for whoever goes on with it later. */
  here(): string | undefined;
  /** The trace's name alone. */
  traceId(): string | undefined;
}
