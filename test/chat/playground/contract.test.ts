import { describe } from 'vitest';
import { chatPlatformContract } from '../../contracts/chat-platform.ts';
import type { PlatformBench, Seen } from '../../contracts/chat-platform-bench.ts';
import { hear, openStudio, type Studio } from './open-studio.ts';

describe('the playground', () => {
  chatPlatformContract({
    open: async (onRequest) => benchOf(await openStudio({ onRequest })),
  });
});

function benchOf(studio: Studio): PlatformBench {
  let shown = 0;
  const counting = countShowings(studio, () => {
    shown += 1;
  });
  return {
    platform: studio.playground,
    async send({ eventId, userId, prompt, picture }) {
      const pictures = picture ? ([['image', new File([new Uint8Array(picture)], 'cat.png')]] as const) : [];
      const command = picture ? 'edit' : 'imagine';
      const answer = await studio.send({ eventId, name: userId, command, options: { prompt }, pictures });
      if (!answer.ok) throw new Error(await answer.text());
    },
    seenBy: async (userId) => (await viewsOf(studio, userId)).map(seenOf),
    async press(userId, label) {
      const actions = (await viewsOf(studio, userId)).flatMap((view) => actionsOf(view));
      const state = actions.findLast((action) => action.label === label)?.state;
      events += 1;
      const body = JSON.stringify({ eventId: `press-${String(events).padStart(6, '0')}`, name: userId, state });
      const answer = await studio.post('/playground/buttons', body, { 'Content-Type': 'application/json' });
      if (!answer.ok) throw new Error(await answer.text());
    },
    async filesOf(userId) {
      const views = await viewsOf(studio, userId);
      const files = views.flatMap(({ id, content }) =>
        (content.answer?.files ?? []).map(({ name }, at) => ({ id, name, at })),
      );
      return Promise.all(
        files.map(async ({ id, name, at }) => {
          const answer = await studio.get(`/playground/pictures/${id}/file-${at}?name=${userId}`);
          return { name, content: await answer.text() };
        }),
      );
    },
    promptShown: (prompt) => prompt.trim(),
    settle: () => studio.clock.advance(1000),
    async showings() {
      await counting;
      await studio.clock.advance(0);
      return shown;
    },
    again: async () => benchOf(await studio.again()),
  };
}

interface Snapshot {
  readonly messages: readonly View[];
}

interface Pressable {
  readonly label: string;
  readonly state: string;
}

interface View {
  readonly id: string;
  readonly content: {
    readonly kind: 'waiting' | 'question' | 'result' | 'failure' | 'answer';
    readonly progress?: { readonly percent: number };
    readonly card?: {
      readonly pictures?: readonly unknown[];
      readonly picture?: unknown;
      readonly spoiler?: true;
      readonly actions?: readonly Pressable[];
    };
    readonly answer?: {
      readonly picture?: unknown;
      readonly originals?: readonly unknown[];
      readonly files?: readonly { readonly name: string }[];
      readonly actions?: readonly Pressable[];
    };
  };
}

let events = 0;

async function viewsOf(studio: Studio, userId: string): Promise<readonly View[]> {
  const [snapshot] = await hear(await studio.get(`/playground/events?name=${userId}`), 1);
  // The shape is the page's own, written by `viewOf`.
  return (snapshot?.data as Snapshot | undefined)?.messages ?? [];
}

const actionsOf = ({ content: { card, answer } }: View): readonly Pressable[] => card?.actions ?? answer?.actions ?? [];

/** The page gets data and lays every string out as text, so nothing in it can be active; the browser test shows that. */
function seenOf(view: View): Seen {
  const { kind, progress, card, answer } = view.content;
  const beside = card?.picture ?? answer?.picture;
  return {
    kind: progress ? 'progress' : kind,
    words: stringsOf(view).join(' '),
    pictures: card?.pictures?.length ?? (beside ? 1 : 0),
    originals: answer?.originals?.length ?? 0,
    hidden: card?.spoiler ? (card.pictures?.length ?? 0) : 0,
    buttons: actionsOf(view).map(({ label }) => label),
    active: false,
    ...(progress && { percent: progress.percent }),
  };
}

const stringsOf = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsOf)
      : [];

/** Listens as Ada for as long as the test runs. */
async function countShowings(studio: Studio, showing: () => void): Promise<void> {
  const answer = await studio.get('/playground/events?name=ada');
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const listen = async (): Promise<void> => {
    const { value, done } = (await reader?.read()) ?? { done: true };
    if (done) return;
    for (const _ of value?.matchAll(/^event: upsert/gm) ?? []) showing();
    return listen();
  };
  void listen();
}
