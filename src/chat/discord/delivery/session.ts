import type { DiscordHandle } from '../handle.ts';
import type { Content } from './content.ts';
import { createLive, type Live, type LiveParts } from './live.ts';
import { removeAll } from './removal.ts';
import { type End, showEnd } from './show-end.ts';
import { tellAlone } from './tell-alone.ts';

/** Everything that is shown for one request, by this process. */
export interface Session extends Pick<Live, 'update' | 'preview' | 'leave'> {
  /** Shows a question, unless the job's end was shown. */
  ask(content: Content, jobId: string): Promise<void>;
  end(content: Content, job?: End['job']): Promise<void>;
  /** An end that only who asked sees, once, where Discord can do that. @param handle as this delivery of the event got it. */
  tell(content: Content, handle: DiscordHandle): Promise<void>;
  remove(): Promise<void>;
}

export type SessionParts = Omit<LiveParts, 'isTokenDead' | 'onTokenDead' | 'isRemoved'>;

/** One message, changed by one hand at a time: progress at its pace, questions and ends in turn, and a removal after which nothing is. */
export function createSession(parts: SessionParts): Session {
  let isTokenDead = false;
  let isRemoved = false;
  let hasEnded = false;
  let asking = 0;
  let told = false;
  const shared: LiveParts = {
    ...parts,
    isTokenDead: () => isTokenDead,
    onTokenDead: () => {
      isTokenDead = true;
    },
    isRemoved: () => isRemoved,
  };
  const live = createLive(shared);
  const inTurn = createTurns(live);
  const isOver = () => hasEnded || isRemoved;

  async function end(content: Content, job?: End['job']): Promise<void> {
    // A refusal is no end of a job: where the store took the request in all the same, what it asks and makes comes after it.
    if (job) hasEnded = true;
    await inTurn(async () => {
      if (!isRemoved) await showEnd({ content, isFinal: true, ...(job && { job }) }, shared);
    });
  }

  return {
    update: live.update,
    preview: live.preview,
    leave: live.leave,
    end,

    async tell(content, handle) {
      if (told) return;
      told = true;
      if (!(await tellAlone(handle, content, parts))) await end(content);
    },

    async ask(content, jobId) {
      if (isOver()) return;
      asking++;
      const job = { id: jobId, charged: false };
      try {
        await inTurn(async () => {
          if (!isOver()) await showEnd({ content, job, isFinal: false }, shared);
        });
      } finally {
        asking--;
        if (asking === 0 && !isOver()) live.resume();
      }
    },

    async remove() {
      isRemoved = true;
      await inTurn(() => removeAll(parts));
    },
  };
}

/** One after the other, each after the edit in flight; from the call on no progress is shown. */
function createTurns(live: Live) {
  let turn: Promise<unknown> = Promise.resolve();
  return <T>(work: () => Promise<T>): Promise<T> => {
    const paused = live.pause();
    const done = turn.then(() => paused).then(work);
    turn = done.catch(() => undefined);
    return done;
  };
}
