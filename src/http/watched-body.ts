/**
 * The same bytes; a fault in the middle is handed to `broken` and ends the stream. The server would otherwise write the fault's
 * message, which may name inner things, into the answer.
 */
export function watchedBody(body: ReadableStream<Uint8Array>, broken: (error: unknown) => void): ReadableStream {
  const reader = body.getReader();
  let left = false;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          // Whoever read is gone: there is nothing left to close, and nothing broke.
          if (left) return;
          if (done) controller.close();
          else controller.enqueue(value);
        } catch (error) {
          if (left) return;
          broken(error);
          controller.close();
        }
      },
      cancel(reason) {
        left = true;
        return reader.cancel(reason);
      },
    },
    // Nothing is read ahead of the connection.
    { highWaterMark: 0 },
  );
}
