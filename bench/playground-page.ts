import { randomUUID } from 'node:crypto';

/** The playground as a page that is open: what it sends, and the stream of events it listens to. */
export interface PlaygroundPage {
  /** Sends a command with its options and pictures; answers the id of its message. */
  send(asked: Asked): Promise<string>;
  /** The moment the end of a message arrived, in milliseconds of `performance.now()`. */
  ended(messageId: string): Promise<End>;
  close(): void;
}

export interface Asked {
  readonly command: string;
  readonly name: string;
  readonly options: Readonly<Record<string, string | number>>;
  readonly image?: Blob;
}

export interface End {
  readonly at: number;
  /** `result`, `told alone`, or what came instead, with its error code. */
  readonly kind: string;
}

/** Opens the page of somebody; its stream of events stands when this resolves. */
export async function openPage(url: string, name: string): Promise<PlaygroundPage> {
  const closing = new AbortController();
  const ends = new Map<string, PromiseWithResolvers<End>>();
  const endOf = (id: string): PromiseWithResolvers<End> => {
    const end = ends.get(id) ?? Promise.withResolvers<End>();
    ends.set(id, end);
    return end;
  };
  const { body } = await fetch(`${url}/playground/events?name=${name}`, { signal: closing.signal });
  if (!body) throw new Error('The stream of events has no body.');
  listen(body).catch((error: unknown) => {
    if (!closing.signal.aborted) throw error;
  });
  return { send, ended: (id) => endOf(id).promise, close: () => closing.abort() };

  async function listen(stream: ReadableStream<Uint8Array>): Promise<void> {
    let text = '';
    for await (const chunk of stream.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      const events = text.split('\n\n');
      text = events.pop() ?? '';
      for (const event of events) read(event);
    }
  }

  function read(event: string): void {
    const at = performance.now();
    // An answer for its asker alone leaves every other page.
    const [, gone] = /^event: remove\ndata: (.*)$/s.exec(event) ?? [];
    if (gone !== undefined) endOf(JSON.parse(gone).id).resolve({ at, kind: 'told alone' });
    const [, data] = /^event: upsert\ndata: (.*)$/s.exec(event) ?? [];
    if (data === undefined) return;
    const { id, content } = JSON.parse(data);
    if (content.kind === 'waiting') return;
    const code = content.kind === 'failure' ? ` ${content.card.failure.code}` : '';
    endOf(id).resolve({ at, kind: `${content.kind}${code}` });
  }

  async function send({ command, name: person, options, image }: Asked): Promise<string> {
    const form = new FormData();
    const fields = { eventId: randomUUID(), name: person, command, options: JSON.stringify(options) };
    for (const [field, value] of Object.entries(fields)) form.set(field, value);
    if (image) form.set('picture:image', image, 'reference.png');
    const response = await fetch(`${url}/playground/requests`, { method: 'POST', body: form });
    const answer = await response.text();
    if (!response.ok) throw new Error(`The request was refused: ${answer}`);
    return JSON.parse(answer).messageId;
  }
}
