import { createS3Send, type S3Answer, type S3Request, type S3SendParts } from './s3-send.ts';
import { isMissing, isPassing, refused, unreachable } from './s3-trouble.ts';

export interface S3Call extends S3Request {
  /** Whether it is no failure where there is no such object. */
  readonly mayMiss?: true;
  /** How often it may be made at most. */
  readonly attempts?: number;
}

const ATTEMPTS = 3;
const FIRST_PAUSE_MS = 250;
/** No new attempt begins later than this. */
const DEADLINE_MS = 20_000;
const MAX_REFUSAL_BYTES = 16_384;

/**
 * Calls to one bucket, repeated a few times where the server or the way to it fails. Every one of them may be: they say what is to
 * be there, not what is to be done.
 */
export function createS3Calls(parts: S3SendParts) {
  const { settings, clock } = parts;
  const send = createS3Send(parts);

  /**
   * Makes the call and gives the answer to `read`, which is part of what is repeated. It has to consume the body.
   * @returns what it read; `undefined` where there is no such object.
   * @throws {EaselError} `store-full` or `store-unavailable`; what the signal says where it aborts.
   */
  return async function call<T>(wanted: S3Call, read: (answer: S3Answer) => Promise<T>): Promise<T | undefined> {
    const { attempts = ATTEMPTS, signal = NEVER } = wanted;
    const startedAt = clock.now();
    for (let attempt = 1; ; attempt++) {
      const tried = await attemptOnce(wanted, read);
      if ('value' in tried) return tried.value;
      signal.throwIfAborted();
      const pauseMs = FIRST_PAUSE_MS * 4 ** (attempt - 1);
      const late = clock.now() + pauseMs - startedAt > DEADLINE_MS;
      if (!tried.passing || attempt >= attempts || late) throw tried.error;
      await clock.sleep(pauseMs, signal);
    }
  };

  async function attemptOnce<T>(wanted: S3Call, read: (answer: S3Answer) => Promise<T>): Promise<Tried<T>> {
    try {
      const answer = await send(wanted);
      const { statusCode: status } = answer;
      if (status >= 200 && status < 300) return { value: await read(answer) };
      const header = (name: string) => oneOf(answer.headers[name]);
      const refusal = { status, body: await beginningOf(answer), header };
      if (wanted.mayMiss && isMissing(refusal)) return { value: undefined };
      return { error: refused(refusal, settings, clock.now()), passing: isPassing(status) };
    } catch (error) {
      return { error: unreachable(error, settings), passing: true };
    }
  }
}

export type S3Calls = ReturnType<typeof createS3Calls>;

type Tried<T> = { readonly value: T | undefined } | { readonly error: Error; readonly passing: boolean };

const NEVER = new AbortController().signal;

const oneOf = (value: string | string[] | undefined): string | undefined => (Array.isArray(value) ? value[0] : value);

/** Enough of a refusal to understand it; whatever else comes is not read. */
async function beginningOf({ body }: S3Answer): Promise<string> {
  let text = '';
  for await (const chunk of body.setEncoding('utf8')) {
    text += chunk;
    if (text.length > MAX_REFUSAL_BYTES) break;
  }
  return text;
}
