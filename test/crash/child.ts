import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { createSilentLog } from '../fakes/silent-log.ts';
import { type Label, labelled } from './labels.ts';

/**
 * The bot as a process that can be killed. `stopAt` names the point where it says so and waits for the blow; `ask` the event it
 * receives after the start. What people would see is posted to `posts`, outside of this process.
 */
const [stopAt = '', ask = '', posts = ''] = process.argv.slice(2);

const post = async (kind: string, messageId: unknown, text = ''): Promise<void> => {
  await fetch(posts, { method: 'POST', body: JSON.stringify({ kind, messageId, text }) });
};

const route: Route = {
  id: 'test',
  openImage: async () => new Uint8Array(),
  deleteResult: async () => {},
  delivery: ({ messageId }) => ({
    update() {},
    preview() {},
    ask: ({ jobId }) => post('question', messageId, jobId),
    finish: ({ pictures }) => post('result', messageId, String(pictures.length)),
    fail: ({ failure }) => post('failure', messageId, failure.code),
    answer: () => post('answer', messageId),
  }),
};

async function reached(label: Label, stored?: Promise<unknown>): Promise<void> {
  if (label !== stopAt) return;
  await stored;
  process.stdout.write(`at ${label}\n`);
  await new Promise(() => setInterval(() => {}, 1000));
}

const { OPENAI_API_KEY, OPENAI_BASE_URL, EASEL_DATA_DIR, CHILD_VARIABLES = '{}', CHILD_OPTIONS = '{}' } = process.env;
const config = loadConfig({
  env: { OPENAI_API_KEY, OPENAI_BASE_URL, EASEL_DATA_DIR, ...JSON.parse(CHILD_VARIABLES), LOG_LEVEL: 'silent' },
  cwd: process.cwd(),
});
const easel = await openEasel(config, {
  routes: new Map([[route.id, route]]),
  log: createSilentLog(),
  wrap: (parts) => labelled(parts, reached),
});
await easel.engine.start();
process.stdout.write('started\n');
if (ask !== '') {
  await easel.engine.submit({
    eventId: ask,
    actor: { userId: 'ada', displayName: 'Ada', isModerator: false },
    place: { platform: 'test', tenantId: 'guild', channelId: 'art' },
    delivery: { platform: 'test', messageId: ask },
    request: { command: 'imagine', prompt: 'a fox', options: JSON.parse(CHILD_OPTIONS), images: [], instructions: [] },
    private: false,
  });
}
process.once('SIGTERM', () => void easel.engine.stop(5000).then(() => easel.close()));
setInterval(() => {}, 1000);
process.once('SIGTERM', () => setTimeout(() => process.exit(0), 100));
