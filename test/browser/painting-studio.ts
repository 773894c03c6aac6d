import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { vi } from 'vitest';
import type { PlaygroundMessage } from '#src/chat/playground/message.ts';
import { loadConfig } from '#src/config/load-config.ts';
import type { Job } from '#src/domain/job.ts';
import { startEasel } from '#src/start.ts';

export type PaintingStudio = Awaited<ReturnType<typeof openPaintingStudio>>;

/** A busy machine takes its time over the simulator's pictures. */
const PATIENCE = { timeout: 60_000, interval: 20 };

/** All of Easel with its own simulator, and somebody in the playground who wants to paint. */
export async function openPaintingStudio() {
  const folder = await mkdtemp(join(tmpdir(), 'easel-painter-'));
  const env = { EASEL_DATA_DIR: folder, DATABASE_URL: 'memory://', LOG_LEVEL: 'silent', PORT: '0' };
  const { url, easel, stop } = await startEasel(loadConfig({ env, cwd: folder }));
  const messages = easel.documents<PlaygroundMessage>('playground-messages');

  const masks: Uint8Array[] = [];
  const { painting } = easel.engine;
  const { price } = painting;
  painting.price = (token, painted) => {
    masks.push(painted.mask);
    return price(token, painted);
  };

  async function post(path: string, fields: Readonly<Record<string, string | Blob>>): Promise<string> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const answer = await fetch(`${url}/playground/${path}`, { method: 'POST', body: form });
    const { messageId } = (await answer.json()) as { messageId: string };
    return messageId;
  }

  async function ended(id: string): Promise<PlaygroundMessage> {
    return vi.waitFor(async () => {
      const message = await messages.get(id);
      if (!message || message.content.kind === 'waiting') throw new Error('Nothing has been shown yet.');
      return message;
    }, PATIENCE);
  }

  return {
    url,
    easel,
    messages,
    /** Every mask that came with the question for a price, oldest first. */
    masks,
    ended,

    /** Says a command and waits for what comes of it. */
    async say(command: string, options: Readonly<Record<string, string | boolean>>, picture?: Uint8Array) {
      const file = picture && {
        'picture:image': new File([new Uint8Array(picture)], 'mine.png', { type: 'image/png' }),
      };
      const eventId = randomUUID();
      return ended(
        await post('requests', { eventId, name: 'Ada', command, options: JSON.stringify(options), ...file }),
      );
    },

    /** Presses a button of a result. */
    async press(message: PlaygroundMessage, label: string, name = 'Ada', picture = 0) {
      const actions = message.content.kind === 'result' ? message.content.card.actions : [];
      const found = actions.find((action) => action.label === label && (action.picture ?? 0) === picture);
      if (!found) throw new Error(`There is no button ${label}.`);
      const body = JSON.stringify({ eventId: randomUUID(), name, state: found.state });
      const headers = { 'content-type': 'application/json' };
      const answer = await fetch(`${url}/playground/buttons`, { method: 'POST', headers, body });
      const { messageId } = (await answer.json()) as { messageId: string };
      return ended(messageId);
    },

    /** The job that was made of what was painted, when it is over. */
    painted: (parentId: string): Promise<Job> =>
      vi.waitFor(async () => {
        const jobs = await easel.jobs.byAccount('playground:ada', 20);
        const found = jobs.find(({ parent, state }) => parent?.jobId === parentId && state === 'succeeded');
        if (!found) throw new Error('It is not made yet.');
        return found;
      }, PATIENCE),

    async close() {
      await stop(1000);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Where a private answer leads. */
export function linkIn({ content }: PlaygroundMessage, index = 0): string {
  const links = content.kind === 'answer' ? (content.answer.links ?? []) : [];
  const link = links[index];
  if (!link) throw new Error(`There is no link ${index}: ${JSON.stringify(content)}`);
  return link.url;
}
