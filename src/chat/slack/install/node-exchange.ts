import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';

/** What Slack's library answers a browser with, which it does in Node's way, as the web's `Response`. */
export async function nodeExchange(
  request: Request,
  answer: (request: IncomingMessage, response: ServerResponse) => Promise<void>,
): Promise<Response> {
  const incoming = new IncomingMessage(new Socket());
  const { pathname, search, host } = new URL(request.url);
  incoming.url = `${pathname}${search}`;
  incoming.headers = { host, cookie: request.headers.get('cookie') ?? '' };
  const outgoing = new ServerResponse(incoming);
  let body = '';
  // It is not connected to anything, so what is written ends here.
  outgoing.end = (chunk?: unknown) => {
    body = typeof chunk === 'string' ? chunk : '';
    return outgoing;
  };
  await answer(incoming, outgoing);
  return new Response(body === '' ? null : body, { status: outgoing.statusCode, headers: headersOf(outgoing) });
}

function headersOf(outgoing: ServerResponse): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(outgoing.getHeaders()))
    for (const one of [value].flat()) if (one !== undefined) headers.append(name, String(one));
  return headers;
}
