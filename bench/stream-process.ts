import OpenAI from 'openai';
import { createSystemClock } from '#src/app/system-clock.ts';
import { OPENAI_MODELS } from '#src/models/catalogue/openai.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import { timed } from './event-loop.ts';

/** Reads streams of pictures in one of two ways, to be forked: WAY PROVIDER-URL. Each message asks for one stream. */
export interface StreamRead {
  readonly cpuMs: number;
  readonly stallMs: number;
  readonly ms: number;
  /** Of all pictures, previews included. */
  readonly bytes: number;
}

const [way = '', url = ''] = process.argv.slice(2);
const [entry] = OPENAI_MODELS;
if (!entry) throw new Error('The catalogue has no model.');

const ask: FittedRequest = {
  prompt: 'a lighthouse at dusk',
  references: [],
  options: { size: 'auto', background: 'auto', format: 'png', count: 1, partials: 3, timeoutMs: 60_000 },
};

const model = createOpenAiModel({
  entry,
  client: createOpenAiClient({ apiKey: 'bench', baseUrl: url }),
  clock: createSystemClock(),
  providerName: 'OpenAI',
});
const sdk = new OpenAI({ apiKey: 'bench', baseURL: url });

const readers: Readonly<Record<string, () => Promise<number>>> = {
  async easel() {
    let bytes = 0;
    const add = (picture: { readonly bytes: Uint8Array }) => {
      bytes += picture.bytes.length;
    };
    const { signal } = new AbortController();
    const { pictures } = await model.generate(ask, {
      signal,
      onTask: async () => {},
      onProgress: () => {},
      onPartial: add,
    });
    pictures.forEach(add);
    return bytes;
  },

  async sdk() {
    let bytes = 0;
    const stream = await sdk.images.generate({
      model: entry.vendorId,
      prompt: ask.prompt,
      stream: true,
      partial_images: 3,
    });
    for await (const event of stream) bytes += Buffer.from(event.b64_json, 'base64').length;
    return bytes;
  },
};

async function read(): Promise<StreamRead> {
  let bytes = 0;
  const before = process.cpuUsage();
  const { ms, stallMs } = await timed(async () => {
    bytes = (await readers[way]?.()) ?? 0;
  });
  const { user, system } = process.cpuUsage(before);
  return { cpuMs: (user + system) / 1000, stallMs, ms, bytes };
}

process.on('message', () => void read().then((result) => process.send?.(result)));
process.send?.('ready');
