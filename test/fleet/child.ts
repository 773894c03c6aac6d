import { createInterface } from 'node:readline';
import type { Route } from '#src/app/route.ts';
import { loadConfig } from '#src/config/load-config.ts';
import { openEasel } from '#src/main.ts';
import { createSilentLog } from '../fakes/silent-log.ts';

/**
 * One process of several, which takes orders by lines of JSON: `{ask, user}` submits a job of that name, `{cancel}` cancels one. What
 * people would see is posted to `posts`, outside of all of them, with the name of the process.
 */
const [name = '', takes = '', posts = ''] = process.argv.slice(2);

const post = async (kind: string, messageId: unknown, text = ''): Promise<void> => {
  await fetch(posts, { method: 'POST', body: JSON.stringify({ kind, messageId, text, by: name }) });
};

const route: Route = {
  id: 'chat',
  reachedFromAnywhere: true,
  openImage: async () => new Uint8Array(),
  deleteResult: async () => {},
  delivery: ({ messageId }) => ({
    update: ({ phase }) => void post('progress', messageId, phase),
    preview() {},
    ask: ({ jobId }) => post('question', messageId, jobId),
    finish: ({ pictures }) => post('result', messageId, String(pictures.length)),
    fail: ({ failure }) => post('failure', messageId, failure.code),
    answer: () => post('answer', messageId),
  }),
};

const config = loadConfig({ env: process.env, cwd: process.cwd() });
const easel = await openEasel(config, { routes: new Map([[route.id, route]]), log: createSilentLog() });
await easel.engine.open({ takesJobs: takes === 'jobs' });
await easel.engine.start({ housekeeping: false });

createInterface({ input: process.stdin }).on('line', (line) => void obey(JSON.parse(line)));
process.stdout.write('started\n');
process.once('SIGTERM', () => void stop());

async function obey({ ask, user = 'ada', cancel }: { ask?: string; user?: string; cancel?: string }): Promise<void> {
  if (cancel !== undefined) {
    const job = (await easel.jobs.unfinished()).find(({ eventId }) => eventId === cancel);
    if (job) await easel.engine.cancel(job);
  }
  if (ask === undefined) return;
  await easel.engine.submit({
    eventId: ask,
    actor: { userId: user, displayName: user, isModerator: false },
    place: { platform: 'chat', tenantId: 'guild', channelId: 'art' },
    delivery: { platform: 'chat', messageId: ask },
    request: { command: 'imagine', prompt: `a fox ${ask}`, options: {}, images: [], instructions: [] },
    private: false,
  });
}

async function stop(): Promise<void> {
  await easel.engine.stop(8000);
  await easel.close();
  process.exit();
}
