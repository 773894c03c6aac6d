import { openAsBlob } from 'node:fs';
import { z } from 'zod';
import type { ListFormat } from '#src/batch-files/read-list.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import type { Remote } from '../remote/open-remote.ts';
import type { BatchSide, BatchView, SavableLine } from './batch-side.ts';

export interface RemoteList {
  readonly file: string;
  readonly format: ListFormat;
  readonly defaults: RequestOptions;
  /** The same for the same list and options, whoever asks. */
  readonly name: string;
  readonly signal: AbortSignal;
}

const View = z.object({
  id: z.string(),
  status: z.enum(['priced', 'running', 'stopped', 'done', 'canceled']),
  lines: z.object({
    total: z.number(),
    broken: z.number(),
    made: z.number(),
    failed: z.number(),
    unknown: z.number(),
    waiting: z.number(),
  }),
  price: z.object({ credits: z.number(), pictures: z.number() }),
  charged: z.object({ credits: z.number(), pictures: z.number() }),
  errors: z.array(z.object({ line: z.number(), message: z.string(), said: z.string() })),
  stopped: z.object({ code: z.string(), message: z.string() }).nullable(),
});

const List = z.object({ data: z.array(View) });
const Credits = z.object({ available: z.number() });

const Entry = z.object({
  line: z.number(),
  place: z.number(),
  state: z.string(),
  prompt: z.string(),
  options: z.record(z.string(), z.unknown()),
  jobId: z.string().nullable(),
  model: z.string().nullable(),
  mode: z.string().nullable(),
  credits: z.number(),
  files: z.array(z.string()),
  error: z.string().nullable(),
});

/** As every Easel names them: `000012-a-red-car-1.png`. */
const FILE_NAME = /^[\p{L}\p{N}-]{1,100}\.[a-z]{3,4}$/u;

const TYPES: Readonly<Record<ListFormat, string>> = {
  csv: 'text/csv',
  jsonl: 'application/jsonl',
  lines: 'text/plain',
};

const PATH = '/image_batches';

/** Batches made by a running Easel: it goes on also where this process ends. */
export function createRemoteSide({ client }: Remote, list: RemoteList): BatchSide {
  const keyOf = (number: number): string => `${list.name}-${number}`;
  const post = async (path: string): Promise<BatchView> => viewOf(await client.post(`${PATH}/${path}`));
  const look = async ({ id }: BatchView): Promise<BatchView> => viewOf(await client.get(`${PATH}/${id}`));

  return {
    look,
    find: async () => (await newest()).batch,
    available: async () => Credits.parse(await client.get('/credits')).available,
    begin: async (batch) => void (await post(`${batch.id}/start?max_credits=${batch.credits}`)),

    async create(replaces) {
      const { batch, latest, number } = await newest();
      // What was only priced may cost something else by now.
      if (latest?.state === 'priced') await post(`${latest.id}/cancel`);
      if (replaces && batch?.state === 'stopped') await post(`${batch.id}/cancel`);
      const headers = { 'content-type': TYPES[list.format], 'idempotency-key': keyOf(latest ? number + 1 : number) };
      const body = await openAsBlob(list.file);
      return viewOf(await client.post(`${PATH}${queryOf(list.defaults)}`, { body, headers, signal: list.signal }));
    },

    async pause(batch, harder) {
      // It goes on with what is under way; whoever does not want to wait for that leaves it there.
      if (harder) return;
      await post(`${batch.id}/pause`);
      while ((await look(batch)).state === 'running' && !list.signal.aborted)
        await new Promise((next) => setTimeout(next, LOOK_MS));
    },

    async *lines({ id }) {
      const answer = await client.get(`${PATH}/${id}/manifest?format=jsonl`).asResponse();
      for await (const line of linesIn(answer.body)) yield savable(id, line);
    },
  };

  /** Each time the same list is made anew it gets the next number; what was begun and is not over goes before what was only priced. */
  async function newest() {
    let open: BatchView | undefined;
    let latest: BatchView | undefined;
    for (let number = 1; ; number++) {
      const found = List.parse(await client.get(`${PATH}?idempotency_key=${keyOf(number)}`));
      const [next] = found.data;
      if (!next) return { batch: open ?? latest, latest, number: Math.max(1, number - 1) };
      latest = viewOf(next);
      if (latest.state === 'stopped' || latest.state === 'running') open = latest;
    }
  }

  function savable(id: string, json: string): SavableLine {
    const entry = Entry.parse(JSON.parse(json));
    // They become paths on this machine.
    if (!entry.files.every((name) => FILE_NAME.test(name))) throw new Error('The server names files that are none.');
    return {
      entry,
      async open(index) {
        const answer = await client.get(`${PATH}/${id}/images/${entry.place}/${index + 1}`).asResponse();
        return answer.body ?? undefined;
      },
    };
  }
}

const LOOK_MS = 500;

function viewOf(answer: unknown): BatchView {
  const { id, status, lines, price, charged, errors, stopped } = View.parse(answer);
  const { total, broken, made, failed, unknown, waiting } = lines;
  return {
    ...{ id, state: status, lines: total - broken, broken },
    firstBroken: errors.map(({ line, message, said }) => ({ line, broken: message, said })),
    ...price,
    counts: { made, failed, unknown, waiting, ...charged },
    ...(stopped && { why: stopped }),
  };
}

/** What is said for all lines; what only one request has is not. */
function queryOf({ partials: _partials, timeoutSeconds: _timeout, ...options }: RequestOptions): string {
  const said = Object.entries(options).map(([name, value]): [string, string] => [name, String(value)]);
  return said.length === 0 ? '' : `?${new URLSearchParams(said)}`;
}

async function* linesIn(body: ReadableStream<Uint8Array> | null): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let open = '';
  for await (const chunk of body ?? []) {
    const [first = '', ...others] = decoder.decode(chunk, { stream: true }).split('\n');
    open += first;
    for (const other of others) {
      yield open;
      open = other;
    }
  }
}
