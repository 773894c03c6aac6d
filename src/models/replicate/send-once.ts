import { patientFetch } from '#src/net/patient-fetch.ts';

/** What really came of a call that the SDK reports as failed. */
export type Truth =
  /** No answer came; `NeverSent` as cause where the request never left. */
  | { readonly kind: 'lost'; readonly cause: unknown }
  | { readonly kind: 'refused'; readonly status: number; readonly headers: Headers; readonly text: string };

const truths = new WeakMap<Response, Truth>();

/** A status the SDK never repeats a call for, and that no server of the vendor answers with. */
const FINAL_STATUS = 418;

/**
 * A fetch that makes the SDK send each call once. The SDK (1.4.0) repeats paid calls: after a broken connection six times and
 * after a 429 six times, without a pause. So whatever it would repeat reaches it as a plain refusal, and `truthOf` tells what
 * it was.
 */
export function sendOnce(): typeof fetch {
  const paid = patientFetch();
  return async (url, init) => {
    // A question costs nothing and may go over a connection that is kept open; everything else gets its own.
    const send = init?.method === 'GET' ? fetch : paid;
    try {
      const response = await send(url, init);
      if (response.ok) return response;
      const text = await response.text().catch(() => '');
      return final({ kind: 'refused', status: response.status, headers: response.headers, text });
    } catch (cause) {
      return final({ kind: 'lost', cause });
    }
  };
}

/** What really happened, where a call of the SDK threw because of an answer or the lack of one. */
export function truthOf(thrown: unknown): Truth | undefined {
  if (!(thrown instanceof Error) || !('response' in thrown) || !(thrown.response instanceof Response)) return undefined;
  return truths.get(thrown.response);
}

function final(truth: Truth): Response {
  const response = new Response(null, { status: FINAL_STATUS });
  truths.set(response, truth);
  return response;
}
