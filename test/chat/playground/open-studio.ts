import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { createPlayground, type Playground, type PlaygroundParts } from '#src/chat/playground/playground.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs, type MemoryBlobs } from '../../fakes/memory-blobs.ts';
import { createSilentLog, type SilentLog } from '../../fakes/silent-log.ts';

/** The commands of these tests: every kind of option, and one for moderators. */
export const COMMANDS: readonly Command[] = [
  command('imagine', {
    prompt: { kind: 'text', about: 'What to make', required: true, max: 100 },
    model: { kind: 'text', about: 'Which model', complete: 'models', max: 40 },
    n: { kind: 'integer', about: 'How many', min: 1, max: 10 },
    background: { kind: 'choice', about: 'Background', of: ['auto', 'transparent', 'opaque'] },
    private: { kind: 'flag', about: 'Only for me' },
    image: { kind: 'image', about: 'Pictures to start from', many: 4 },
    mask: { kind: 'image', about: 'Where to change' },
  }),
  command('edit', {
    image: { kind: 'image', about: 'The picture', required: true, many: 4 },
    prompt: { kind: 'text', about: 'What should change', required: true, max: 100 },
    mask: { kind: 'image', about: 'Where to change' },
  }),
  command('credits', {}),
  command('block', {
    user: { kind: 'person', about: 'Who' },
    role: { kind: 'role', about: 'Everybody with a role' },
    channel: { kind: 'channel', about: 'A channel' },
  }),
  { ...command('quota', { user: { kind: 'text', about: 'Who', required: true } }), who: 'moderators' },
];

function command(name: string, options: Command['options']): Command {
  return {
    name,
    description: `About ${name}`,
    who: 'everyone',
    visibility: 'public',
    options,
    run: async () => undefined,
  };
}

export interface Studio {
  readonly playground: Playground;
  readonly clock: ManualClock;
  readonly blobs: MemoryBlobs;
  readonly log: SilentLog;
  readonly messages: Documents<PlaygroundMessage>;
  /** Every request handed over, oldest first. */
  readonly requests: readonly IncomingRequest[];
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a command the way the page does. */
  send(ask: Ask): Promise<Response>;
  post(path: string, body: FormData | string, headers?: Record<string, string>): Promise<Response>;
  /** A new process over the same stores. */
  again(): Promise<Studio>;
}

export interface Ask {
  readonly eventId?: string;
  readonly name?: string;
  readonly command?: string;
  readonly options?: Readonly<Record<string, string | number | boolean>>;
  readonly pictures?: readonly (readonly [option: string, from: File | string])[];
}

/** Acknowledges everything publicly, or privately where the request says so, and leaves it waiting. */
export const acknowledge = async ({ reply, options }: IncomingRequest): Promise<void> => {
  await reply.ack(options.private === true ? 'private' : 'public');
};

let events = 0;

export async function openStudio(
  more: Partial<PlaygroundParts> & { readonly onRequest?: (request: IncomingRequest) => Promise<void> } = {},
): Promise<Studio> {
  const clock = createManualClock();
  const blobs = createMemoryBlobs();
  const log = createSilentLog();
  const messages = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'playground-messages');
  const parts: PlaygroundParts = {
    messages,
    blobs,
    clock,
    log,
    commands: COMMANDS,
    completions: async () => ({ models: [{ value: 'simulator/one', label: 'One' }] }),
    credits: async () => ({ available: 36, held: 4, allowance: 40, moreAt: Date.UTC(2026, 0, 2) }),
    ...more,
  };
  return start(parts, more.onRequest ?? acknowledge, { clock, blobs, log, messages });
}

async function start(
  parts: PlaygroundParts,
  onRequest: (request: IncomingRequest) => Promise<void>,
  stores: Pick<Studio, 'clock' | 'blobs' | 'log' | 'messages'>,
): Promise<Studio> {
  const playground = createPlayground(parts);
  const requests: IncomingRequest[] = [];
  await playground.start((request) => {
    requests.push(request);
    return onRequest(request);
  });
  const ask = (path: string, init: RequestInit) =>
    Promise.resolve(playground.routes.request(`http://127.0.0.1:8787${path}`, init));
  const post = (path: string, body: FormData | string, headers: Record<string, string> = {}) =>
    ask(path, { method: 'POST', body, headers });
  return {
    ...stores,
    playground,
    requests,
    get: (path, headers = {}) => ask(path, { headers }),
    post,
    send: (asked) => post('/playground/requests', formOf(asked)),
    again: () => start(parts, onRequest, stores),
  };
}

export function formOf({ eventId, name = 'Ada', command = 'imagine', options = {}, pictures = [] }: Ask): FormData {
  const form = new FormData();
  events += 1;
  form.append('eventId', eventId ?? `event-${String(events).padStart(6, '0')}`);
  form.append('name', name);
  form.append('command', command);
  form.append('options', JSON.stringify(options));
  for (const [option, from] of pictures) form.append(`picture:${option}`, from);
  return form;
}

export const messageIdOf = async (answer: Response): Promise<string> => {
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body && 'messageId' in body && typeof body.messageId === 'string')
    return body.messageId;
  throw new Error(`No message was made: ${JSON.stringify(body)}`);
};

export const sentenceOf = async (answer: Response): Promise<string> => {
  const body: unknown = await answer.json();
  if (typeof body === 'object' && body && 'error' in body) return JSON.stringify(body.error);
  throw new Error(`Not refused: ${JSON.stringify(body)}`);
};

export interface Heard {
  readonly event: string;
  /** Views of messages are checked by what the tests look for in them, so they stay as JSON gives them. */
  readonly data: unknown;
}

/** Reads a stream of server-sent events until it has as many as asked for, or ends. */
export async function hear(answer: Response, count: number): Promise<readonly Heard[]> {
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  if (!reader) throw new Error('There is no stream.');
  let read = '';
  let heard: Heard[] = [];
  while (heard.length < count) {
    const { value, done } = await reader.read();
    if (done) break;
    read += value;
    heard = parseEvents(read);
  }
  await reader.cancel();
  return heard;
}

const parseEvents = (read: string): Heard[] =>
  read
    .split('\n\n')
    .slice(0, -1)
    .flatMap((block) => {
      const event = /^event: (.*)$/m.exec(block)?.[1];
      const data = /^data: (.*)$/m.exec(block)?.[1];
      return event && data ? [{ event, data: JSON.parse(data) as unknown }] : [];
    });
