import { serve } from '@hono/node-server';
import sharp from 'sharp';
import { commands } from '#commands/index.ts';
import { createSystemClock } from '#src/app/system-clock.ts';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { createPlayground, type Playground } from '#src/chat/playground/playground.ts';
import { text } from '#src/domain/text.ts';
import type { Action, CardPicture, QuestionCard, ResultCard } from '#src/ports/cards.ts';
import type { Delivery, IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Command } from '#src/ports/command.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createMemoryBlobs, type MemoryBlobs } from '../fakes/memory-blobs.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/** A playground on a loopback port whose app is the test: it hands over requests and lets the test answer each. */
export interface ScriptedStudio {
  readonly url: string;
  readonly blobs: MemoryBlobs;
  readonly requests: readonly IncomingRequest[];
  /** What happens with the next requests; acknowledges publicly unless set. */
  answerWith(handler: (request: IncomingRequest, delivery: () => Promise<Delivery>) => Promise<void>): void;
  playground(): Playground;
  /** Stops listening, keeps the stores; `listen` comes back on the same port as a new process would. */
  hangUp(): Promise<void>;
  listen(): Promise<void>;
  close(): Promise<void>;
}

type Handler = (request: IncomingRequest, delivery: () => Promise<Delivery>) => Promise<void>;

/** @param offered the commands people may use; those Easel comes with unless given. */
export async function openScriptedStudio(offered: readonly Command[] = commands): Promise<ScriptedStudio> {
  const messages = createDocuments<PlaygroundMessage>(createMemoryStorage(), 'playground-messages');
  const blobs = createMemoryBlobs();
  const requests: IncomingRequest[] = [];
  let handler: Handler = async (_request, delivery) => void (await delivery());
  let running: { playground: Playground; close(): Promise<void>; port: number } | undefined;
  let port = 0;

  async function listen(): Promise<void> {
    const playground = createPlayground({
      messages,
      blobs,
      commands: offered,
      clock: createSystemClock(),
      log: createSilentLog(),
      completions: async () => ({
        models: [
          { value: 'simulator/drawing', label: 'Drawing' },
          { value: 'simulator/sketch', label: 'Sketch' },
        ],
        aspects: ['1:1', '3:2', '16:9'].map((value) => ({ value, label: value })),
        qualities: ['low', 'high'].map((value) => ({ value, label: value })),
      }),
      credits: async () => ({ available: 36, held: 0, allowance: 40, moreAt: Date.now() + 3_600_000 }),
    });
    await playground.start((request) => {
      requests.push(request);
      const delivery = async () =>
        playground.delivery(await request.reply.ack(request.options.private === true ? 'private' : 'public'));
      return handler(request, delivery);
    });
    const server = await new Promise<ReturnType<typeof serve>>((resolve) => {
      const opened = serve(
        { overrideGlobalObjects: false, fetch: playground.routes.fetch, hostname: '127.0.0.1', port },
        (info) => {
          port = info.port;
          resolve(opened);
        },
      );
    });
    const close = () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    running = { playground, port, close };
  }

  const hangUp = async () => {
    await running?.close();
    running = undefined;
  };

  await listen();
  return {
    url: `http://127.0.0.1:${port}`,
    blobs,
    requests,
    answerWith: (next) => {
      handler = next;
    },
    playground: () => {
      if (!running) throw new Error('Nothing is listening.');
      return running.playground;
    },
    hangUp,
    listen,
    close: hangUp,
  };
}

/** A picture in the blob store, as a card shows it. */
export async function keepPicture(
  blobs: MemoryBlobs,
  { key, alt, width = 512, height = 512, color = '#d9562f' }: Look,
): Promise<CardPicture> {
  await blobs.put(key, await paint({ width, height, color }));
  return {
    key,
    type: 'image/png',
    width,
    height,
    alt,
    name: `${key.split('/').at(-1)}`,
    open: () => blobs.get(key),
    fit: async () => undefined,
  };
}

interface Look {
  readonly key: string;
  readonly alt: string;
  readonly width?: number;
  readonly height?: number;
  readonly color?: string;
}

export const paint = ({
  width,
  height,
  color,
}: {
  width: number;
  height: number;
  color: string;
}): Promise<Uint8Array> =>
  sharp({ create: { width, height, channels: 3, background: color } })
    .png()
    .toBuffer();

/** The card an app would hand over for these pictures, with the buttons every result has. */
export function cardOf(
  pictures: readonly CardPicture[],
  {
    prompt,
    userId = 'ada',
    upper = 'upscale',
    ...more
  }: { prompt: string; userId?: string; upper?: 'upscale' | 'pick' } & Partial<ResultCard>,
): ResultCard {
  const each = pictures.flatMap((_, index) => [
    action(upper, `U${index + 1}`, index),
    action('vary', `V${index + 1}`, index),
    action('edit', 'Edit', index),
    action('reference', 'Reference', index),
    action('download', 'Download', index),
  ]);
  return {
    jobId: 'job1',
    owner: { userId, displayName: userId },
    prompt,
    pictures,
    facts: [
      { label: 'Mode', value: text('generate, because no picture was given') },
      { label: 'Provider', value: text('simulator') },
      { label: 'Cost', value: text('2 credits') },
    ],
    warnings: [],
    actions: [action('reroll', 'Reroll'), ...each, action('delete', 'Delete')],
    ...more,
  };
}

/** The question an app would ask before many pictures are paid for. */
export const questionOf = (prompt: string, more: Partial<QuestionCard> = {}): QuestionCard => ({
  jobId: 'job1',
  prompt,
  facts: [
    { label: 'Mode', value: text('inpaint, because a region was named') },
    { label: 'Model', value: text('simulator/drawing') },
    { label: 'Pictures', value: text('12') },
    { label: 'Cost', value: text('24 credits') },
  ],
  warnings: [],
  actions: [action('confirm', 'Start'), action('cancel', 'Leave it')],
  ...more,
});

export const action = (kind: Action['kind'], label: string, picture?: number): Action => ({
  kind,
  label,
  state: `${kind}-${picture ?? 'all'}-state`,
  opensForm: kind === 'edit',
  ...(picture !== undefined && { picture }),
});
