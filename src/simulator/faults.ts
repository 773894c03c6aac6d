/**
 * Something that goes wrong with the next matching request. Requests for pictures match; kinds that need a stream match only
 * requests that ask for one. A fault that is not matched yet waits.
 */
export type Fault = FaultKind & {
  /** How many requests it applies to; 1 unless told. */
  readonly times?: number;
  /** Only requests to this path, without `/v1`, such as `/models`; requests for pictures unless told. */
  readonly path?: string;
};

export type FaultKind =
  /** Any answer at all. The body is sent as JSON unless it is a string. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | {
      readonly kind: 'moderation_blocked';
      readonly stage?: 'input' | 'output';
      readonly categories?: readonly string[];
    }
  | { readonly kind: 'rate_limit'; readonly retryAfterSeconds?: number }
  | { readonly kind: 'insufficient_quota' }
  | { readonly kind: 'server_error' }
  | { readonly kind: 'overloaded' }
  /** Reads the whole request and never answers. */
  | { readonly kind: 'hang_before_headers' }
  /** Reads the whole request and resets the connection. */
  | { readonly kind: 'reset_after_send' }
  /** Sends so many events of the stream (0 unless told) and falls silent. */
  | { readonly kind: 'hang_mid_stream'; readonly afterEvents?: number }
  /** Sends so many events of the stream (0 unless told) and cuts the connection. */
  | { readonly kind: 'reset_mid_stream'; readonly afterEvents?: number }
  /** Ends the stream in good order before its first completed event. */
  | { readonly kind: 'end_without_completed' }
  /** Sends so many events of the stream (0 unless told) and then an error event. */
  | { readonly kind: 'error_event'; readonly afterEvents?: number; readonly code?: string; readonly message?: string }
  /** Answers a request for a stream with plain JSON. */
  | { readonly kind: 'ignore_stream' }
  /** Delivers so many pictures fewer than asked (1 unless told). */
  | { readonly kind: 'fewer'; readonly by?: number }
  /** The finished pictures are cut in half, or no pictures at all. */
  | { readonly kind: 'corrupt'; readonly how?: 'truncated' | 'garbage' }
  /** Gemini: words only, and no picture. */
  | { readonly kind: 'text_only' }
  /** Replicate, Runware: the task ends so; `never` goes on without end. */
  | { readonly kind: 'task_ends'; readonly as: 'failed' | 'aborted' | 'canceled' | 'never'; readonly error?: string }
  /** Where results are addresses: it is gone, a page of HTML, 60 MB, or redirects to another host or another loopback port. */
  | { readonly kind: 'bad_output'; readonly how: 'missing' | 'html' | 'huge' | 'other-host' | 'other-port' }
  /** Each picture takes so long. */
  | { readonly kind: 'slow'; readonly ms: number };

/** Faults that wait from the start, in their order. */
export type FaultPlan = readonly Fault[];

export interface FaultableRequest {
  /** As the fault's. */
  readonly path: string;
  /** Whether it asks for pictures. */
  readonly pictures: boolean;
  readonly streamed: boolean;
}

export interface FaultQueue {
  add(fault: Fault): void;
  /** Uses up one time of the oldest fault that matches. */
  take(request: FaultableRequest): Fault | undefined;
}

/** Holds the faults that wait for their request, oldest first. */
export function createFaultQueue(plan: FaultPlan = []): FaultQueue {
  const waiting = plan.map(withTimes);
  return {
    add: (fault) => void waiting.push(withTimes(fault)),
    take(request) {
      const at = waiting.findIndex(({ fault }) => matches(fault, request));
      const found = waiting[at];
      if (!found) return undefined;
      found.left -= 1;
      if (found.left <= 0) waiting.splice(at, 1);
      return found.fault;
    },
  };
}

/** Whether a provider may have begun to draw, and to bill, when this happens. */
export function isTaken(fault: Fault | undefined): boolean {
  if (!fault) return true;
  if (fault.kind === 'status')
    return fault.status < 400 || fault.status === 408 || (fault.status >= 500 && fault.status !== 503);
  if (fault.kind === 'moderation_blocked') return fault.stage === 'output';
  return !['rate_limit', 'insufficient_quota', 'overloaded'].includes(fault.kind);
}

const withTimes = (fault: Fault): { readonly fault: Fault; left: number } => ({ fault, left: fault.times ?? 1 });

const NEEDS_STREAM: ReadonlySet<Fault['kind']> = new Set([
  'hang_mid_stream',
  'reset_mid_stream',
  'end_without_completed',
  'error_event',
  'ignore_stream',
]);

function matches(fault: Fault, { path, pictures, streamed }: FaultableRequest): boolean {
  if (fault.path === undefined ? !pictures : fault.path !== path) return false;
  return streamed || !NEEDS_STREAM.has(fault.kind);
}
