export type Vendor = 'openai' | 'gemini' | 'replicate' | 'runware' | 'compatible';

/** One request as the far side of the wire saw it. */
export interface RecordedRequest {
  /** Whose wire format it was sent in. */
  readonly vendor: Vendor;
  readonly method: string;
  /** As the vendor's description names it: without what the base address has already. */
  readonly path: string;
  readonly contentType: string;
  /** Parsed: JSON as sent; a form as an object of its fields, files as `<file>`, `image[]` as `image` with a list, numbers as numbers. */
  readonly body: unknown;
  /** All but the key. */
  readonly headers: Readonly<Record<string, string>>;
  readonly files: readonly RecordedFile[];
}

export interface RecordedFile {
  /** As sent, so with its `[]`. */
  readonly field: string;
  readonly name: string;
  readonly type: string;
  /** Its length. */
  readonly bytes: number;
}

export interface RequestLog {
  /** Newest last. A live list: it grows with the next request. */
  readonly requests: readonly RecordedRequest[];
  add(request: RecordedRequest): void;
}

const MAX_REQUESTS = 1000;
/** Characters of all recorded bodies together: whoever sends long prompts for days must not fill the memory. */
const MAX_CHARACTERS = 16_000_000;

/** Keeps the newest requests, bounded in number and in size, and tells each one as it comes. */
export function createRequestLog(onRequest: (request: RecordedRequest) => void = () => undefined): RequestLog {
  const requests: RecordedRequest[] = [];
  const lengths: number[] = [];
  let total = 0;
  return {
    requests,
    add(request) {
      const length = JSON.stringify(request).length;
      requests.push(request);
      lengths.push(length);
      total += length;
      while (requests.length > MAX_REQUESTS || (total > MAX_CHARACTERS && requests.length > 1)) {
        requests.shift();
        total -= lengths.shift() ?? 0;
      }
      onRequest(request);
    },
  };
}
