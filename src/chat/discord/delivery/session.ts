import type { ProgressState } from '#src/ports/chat-platform.ts';
import type { Content } from './content.ts';
import { createPace, type Edited } from './pace.ts';
import { editProgress, type Frame, isWorthShowing, layFrame, type Preview } from './progress-edit.ts';
import { mainOf, type Showing } from './records.ts';
import { removeAll } from './removal.ts';
import { type End, type EndParts, showEnd } from './show-end.ts';

/** Everything that is shown for one request, by this process. */
export interface Session {
  /** Fire and forget, newest wins. */
  update(state: ProgressState): void;
  preview(preview: Preview): void;
  /** Shows a question, unless the end was shown. */
  ask(content: Content, jobId: string): Promise<void>;
  end(content: Content, job?: End['job']): Promise<void>;
  remove(): Promise<void>;
}

export type SessionParts = Omit<EndParts, 'isTokenDead' | 'onTokenDead' | 'isRemoved'> & {
  /** A message was removed while its job was on its way. Told once. */
  readonly onGone: (jobId: string) => void;
};

/** One message, changed by one hand at a time: progress at its pace, questions and ends in turn, and a removal after which nothing is. */
export function createSession(parts: SessionParts): Session {
  const { handle, records, clock, log } = parts;
  let isTokenDead = false;
  let isRemoved = false;
  let isGone = false;
  let hasEnded = false;
  let asking = 0;
  let showing: Showing | undefined;
  let linked: string | undefined;
  let latest: { readonly state?: ProgressState; readonly preview?: Preview } = {};
  let turn: Promise<unknown> = Promise.resolve();

  const ways = {
    ...parts,
    isTokenDead: () => isTokenDead,
    onTokenDead: () => {
      isTokenDead = true;
    },
    isRemoved: () => isRemoved,
  };
  const pace = createPace<Frame>({ clock, edit, keyOf });

  async function edit(frame: Frame): Promise<Edited> {
    if (hasEnded || isRemoved || isGone) return 'over';
    try {
      showing ??= await records.showing(handle.id);
    } catch {
      return 'again';
    }
    if (showing.ended || showing.deleted) return 'over';
    link(frame.state.jobId, showing);
    return editProgress(frame, showing, { ...ways, onGone: gone, onMessage: learn });
  }

  /** Answers to the message, and its removal, are about this job. */
  function link(jobId: string, { main }: Pick<Showing, 'main'>): void {
    const messageId = main?.messageId ?? handle.messageId;
    if (linked === jobId || messageId === null) return;
    linked = jobId;
    records.link(messageId, jobId).catch((err: unknown) => log.warn({ jobId, err }, 'A message could not be noted'));
  }

  function learn(messageId: string): void {
    if (!showing || mainOf(handle, showing)) return;
    showing = { ...showing, main: { channelId: handle.channelId, messageId } };
    const { main } = showing;
    records
      .change(handle.id, main ? { main } : {})
      .catch((err: unknown) => log.warn({ err }, 'A message was not noted'));
  }

  function gone(jobId: string): void {
    isGone = true;
    parts.onGone(jobId);
  }

  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const paused = pace.pause();
    const done = turn.then(() => paused).then(work);
    turn = done.catch(() => undefined);
    return done;
  }

  function offer(more: Partial<Frame>): void {
    latest = { ...latest, ...more };
    const { state, preview } = latest;
    if (state) pace.offer({ state, ...(preview && { preview }) });
  }

  return {
    update: (state) => offer({ state }),

    preview(preview) {
      if (isWorthShowing(preview.picture)) offer({ preview });
    },

    async ask(content, jobId) {
      if (hasEnded || isRemoved) return;
      asking++;
      latest = {};
      try {
        await inTurn(async () => {
          if (hasEnded || isRemoved) return;
          await showEnd({ content, job: { id: jobId, charged: false }, isFinal: false }, ways);
        });
      } finally {
        // The question may have had to move.
        showing = undefined;
        asking--;
        if (asking === 0 && !hasEnded && !isRemoved) pace.resume();
      }
    },

    async end(content, job) {
      hasEnded = true;
      latest = {};
      await inTurn(async () => {
        if (!isRemoved) await showEnd({ content, isFinal: true, ...(job && { job }) }, ways);
      });
    },

    async remove() {
      isRemoved = true;
      await inTurn(() => removeAll(parts));
    },
  };

  /** Equal frames look the same. */
  function keyOf(frame: Frame): string {
    const { components } = layFrame(frame, handle);
    return JSON.stringify([components, frame.preview?.picture.bytes.byteLength]);
  }
}
