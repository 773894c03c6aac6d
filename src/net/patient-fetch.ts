import { Agent, type Dispatcher, fetch as undiciFetch } from 'undici';
import { NeverSent } from './never-sent.ts';
import { createStraightBody } from './straight-body.ts';

/**
 * undici's fetch without its own time-outs of five minutes, and with a fresh connection for every call: a kept one that the
 * server closes just then would leave nobody knowing whether the call was taken.
 */
export function patientFetch(): typeof fetch {
  const agent = new Agent({ headersTimeout: 0, bodyTimeout: 0, pipelining: 0, allowH2: false });
  const send: typeof fetch = async (url, init) => {
    const { headers, body } = await encoded(init);
    let began = false;
    const straight = createStraightBody();
    const dispatcher = agent.compose(
      straight.intercept,
      whenBegun(() => (began = true)),
    );
    // The request is plain by now: a URL the SDK built, text or bytes, headers and a signal. Both fetches mean the same by
    // those; only their type declarations, of undici 7 and 8, differ.
    const request = { ...init, headers, body, dispatcher } as Parameters<typeof undiciFetch>[1];
    try {
      return straight.of(await undiciFetch(String(url), request));
    } catch (thrown) {
      throw began ? thrown : new NeverSent(thrown);
    }
  };
  // The SDK looks here to learn whether forms of the global kind may be sent, else it would fetch a test page.
  return Object.assign(send, { Response });
}

/** Tells when a connection stands and the request is about to be written to it. */
const whenBegun =
  (began: () => void) =>
  (dispatch: Dispatcher['dispatch']): Dispatcher['dispatch'] =>
  (options, handler) =>
    dispatch(options, {
      onRequestStart: (controller, context) => {
        began();
        handler.onRequestStart?.(controller, context);
      },
      onRequestUpgrade: (...call) => handler.onRequestUpgrade?.(...call),
      onResponseStart: (...call) => handler.onResponseStart?.(...call),
      onResponseData: (...call) => handler.onResponseData?.(...call),
      onResponseEnd: (...call) => handler.onResponseEnd?.(...call),
      onResponseError: (...call) => handler.onResponseError?.(...call),
    });

/** undici of npm does not know Node's own FormData, so Node writes the form out. */
async function encoded(init: RequestInit | undefined) {
  const headers = new Headers(init?.headers);
  if (!(init?.body instanceof FormData)) return { headers: [...headers], body: init?.body ?? null };
  const form = new Response(init.body);
  headers.set('content-type', form.headers.get('content-type') ?? '');
  return { headers: [...headers], body: await form.bytes() };
}
