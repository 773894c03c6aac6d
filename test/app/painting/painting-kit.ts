import { EaselError } from '#src/domain/errors.ts';
import { paintRoutes } from '#src/http/paint/paint-routes.ts';
import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createMemoryBlobs } from '../../fakes/memory-blobs.ts';
import { type Asked, createRecordingPlatform, type RecordingPlatform } from '../../fakes/recording-platform.ts';
import { maskOf, type PageShape } from '../../http/paint/page-modules.ts';
import { type KitOptions, openKit } from '../open-kit.ts';

export type PaintingKit = Awaited<ReturnType<typeof openPaintingKit>>;

/** What goes wrong while what was painted is taken back to the chat. */
interface Trouble {
  error?: EaselError;
  meanwhile?: () => Promise<unknown>;
}

/** What every picture of the kit measures. */
export const SIZE = { width: 16, height: 16 };

export const BOX: PageShape = { kind: 'box', from: { x: 2, y: 2 }, to: { x: 9, y: 9 } };

/** The engine with a platform that pages come back to, and the painter's routes before it. */
export async function openPaintingKit(options: KitOptions = {}) {
  const clock = createManualClock();
  const arrived: Parameters<NonNullable<ChatPlatform['goOn']>>[1][] = [];
  const trouble: Trouble = {};
  const talk = withPages(createRecordingPlatform(), arrived, trouble);
  const shared = { clock, talk, storage: createMemoryStorage({ now: clock.now }), blobs: createMemoryBlobs() };
  const kit = openKit({ shared, ...options });
  await kit.start();
  const routes = paintRoutes({
    painting: kit.engine.painting,
    publicBaseUrl: 'https://easel.test',
    log: kit.log,
  });

  return { ...kit, arrived, trouble, routes, made, linksTo, pressed, post, form };

  /** Somebody's finished result. */
  async function made(asked: Asked = {}) {
    const { id } = await talk.ask({ options: { prompt: 'a fox' }, ...asked });
    return kit.ended(id, asked.user);
  }

  /** Presses the button of a result. */
  async function pressed(eventId: string, { user = 'ada', moderator = false, label = 'Paint mask', picture = 0 } = {}) {
    const action = talk
      .message(eventId)
      .result?.actions.find((one) => one.label === label && (one.picture ?? 0) === picture);
    return talk.ask({ user, moderator, trigger: 'button', state: action?.state ?? 'no such button' });
  }

  /** Where the private answer to a press leads, without the address of this installation. */
  async function linksTo(eventId: string, how: Parameters<typeof pressed>[1] = {}): Promise<readonly string[]> {
    const { answer } = await pressed(eventId, how);
    return (answer?.links ?? []).map(({ url }) => new URL(url).pathname);
  }

  async function form(more: Readonly<Record<string, string | Blob>> = {}): Promise<FormData> {
    const mask = new Blob([new Uint8Array(await maskOf(SIZE, [BOX]))]);
    const fields = new FormData();
    for (const [name, value] of Object.entries({ mask, prompt: 'a red kite', seen: '1000', ...more }))
      fields.append(name, value);
    return fields;
  }

  /** What the page sends. */
  async function post(path: string, more: Parameters<typeof form>[0] = {}, headers: Record<string, string> = {}) {
    const answer = await routes.request(path, { method: 'POST', body: await form(more), headers });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? {} : JSON.parse(text) };
  }
}

function withPages(
  talk: RecordingPlatform,
  arrived: Parameters<NonNullable<ChatPlatform['goOn']>>[1][],
  trouble: Readonly<Trouble>,
): RecordingPlatform {
  const { reach, start } = talk.platform;
  const platform: ChatPlatform = {
    ...talk.platform,
    start: (listener, onGone) =>
      start((request) => {
        const handle = { platform: 'test', user: request.actor.userId };
        const anchor = () => ({ handle, url: 'https://chat.test/art' });
        return listener({ ...request, reply: { ...request.reply, anchor } });
      }, onGone),
    async goOn(anchor, what) {
      await trouble.meanwhile?.();
      if (trouble.error) throw trouble.error;
      arrived.push(what);
      if (!reach) throw new EaselError('place-forbids', { permissions: [] });
      const tenantId = 'guild';
      return reach(
        what.visibility === 'private' ? { tenantId, personId: String(anchor.user) } : { tenantId, channelId: 'art' },
      );
    },
  };
  return { ...talk, platform };
}
