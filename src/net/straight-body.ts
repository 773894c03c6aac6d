import type { Dispatcher, Response as UndiciResponse } from 'undici';

type Interceptor = Dispatcher.DispatcherComposeInterceptor;

/** What waits to be read of one answer before its connection is held back. */
const WAITING_BYTES = 262_144;

/**
 * Leads the body of a good answer past undici's fetch, which would copy it and lead it through three streams; for megabytes that
 * takes longer than to read them. Everything else stays with fetch: redirects, refusals, what is compressed, and the signal.
 *
 * For one call.
 */
export function createStraightBody() {
  let body: ReadableStream<Uint8Array> | undefined;

  const intercept: Interceptor = (dispatch) => (options, handler) => {
    let past: StraightStream | undefined;
    return dispatch(options, {
      onRequestStart: (...call) => handler.onRequestStart?.(...call),
      onRequestUpgrade: (...call) => handler.onRequestUpgrade?.(...call),
      onResponseStart(controller, status, headers, message) {
        if (status >= 200 && status < 300 && status !== 204 && status !== 205 && !headers['content-encoding']) {
          past = openStream(controller);
          body = past.stream;
        }
        handler.onResponseStart?.(controller, status, headers, message);
      },
      onResponseData(controller, chunk) {
        if (past) past.add(chunk);
        else handler.onResponseData?.(controller, chunk);
      },
      onResponseEnd(...call) {
        past?.end();
        handler.onResponseEnd?.(...call);
      },
      onResponseError(controller, error) {
        past?.fail(error);
        handler.onResponseError?.(controller, error);
      },
    });
  };

  return {
    intercept,

    /** The response with the body that was led past it. */
    of(response: UndiciResponse): Response {
      // Both mean the same; only their type declarations, of undici 7 and 8, differ.
      const plain = response as unknown as Response;
      if (!body) return plain;
      // To fetch the body is empty, and it tidies up when it has read that.
      plain.arrayBuffer().catch(() => {});
      const { status, statusText } = response;
      return new Response(body, { status, statusText, headers: [...response.headers] });
    },
  };
}

type StraightStream = ReturnType<typeof openStream>;

function openStream(connection: Dispatcher.DispatchController) {
  let target: ReadableStreamDefaultController<Uint8Array> | undefined;
  let isOver = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        target = controller;
      },
      pull: () => connection.resume(),
      cancel() {
        isOver = true;
        connection.abort(new Error('Nobody reads on.'));
      },
    },
    new ByteLengthQueuingStrategy({ highWaterMark: WAITING_BYTES }),
  );
  return {
    stream,
    add(chunk: Uint8Array): void {
      if (isOver || !target) return;
      target.enqueue(chunk);
      if ((target.desiredSize ?? 0) <= 0) connection.pause();
    },
    end(): void {
      if (!isOver) target?.close();
      isOver = true;
    },
    fail(error: Error): void {
      if (!isOver) target?.error(error);
      isOver = true;
    },
  };
}
