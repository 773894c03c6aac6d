import { createPace, type Edited } from '#src/chat/pace.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Preview } from './preview.ts';
import { editProgress, type Frame, layFrame } from './progress-edit.ts';
import { mainOf, type Showing, type ShownMessage } from './records.ts';
import type { EndParts } from './show-end.ts';

/** Discord's own advice for edits of one message. */
const PACE_MS = 2500;

/** What is shown of one request on its way. */
export interface Live {
  update(state: ProgressState): void;
  preview(preview: Preview): void;
  /** Another process shows it from here on: drops what waits. */
  leave(): void;
  /** Drops what waits and lets nothing through; waits for the edit in flight. */
  pause(): Promise<void>;
  /** After something else was shown. */
  resume(): void;
}

export type LiveParts = EndParts & {
  /** A message was removed while its job was on its way. Told once. */
  readonly onGone: (jobId: string) => void;
};

export function createLive(parts: LiveParts): Live {
  const { handle, records, clock } = parts;
  const noted = createNoted(parts);
  let isGone = false;
  /** Which message the token's answer is, once Discord told. */
  let learned: ShownMessage | undefined;
  let latest: { readonly state?: ProgressState; readonly preview?: Preview } = {};
  const pace = createPace<Frame>({ clock, edit, keyOf, paceMs: PACE_MS });

  async function edit(frame: Frame): Promise<Edited> {
    if (isGone) return 'over';
    const showing = await known();
    if (!showing) return { againMs: 0 };
    if (showing.ended || showing.deleted) return 'over';
    const main = mainOf(handle, showing);
    noted.job(frame.state.jobId, main?.messageId);
    return editProgress(frame, showing, { ...parts, onGone: gone, onMessage: main ? () => undefined : learn });
  }

  /** Asked anew for every frame: another process may have shown the end while this one stood still. */
  async function known(): Promise<Showing | undefined> {
    const showing = await records.showing(handle.id).catch(() => undefined);
    return showing && { ...(learned && { main: learned }), ...showing };
  }

  function learn(messageId: string): void {
    learned = { channelId: handle.channelId, messageId };
    noted.main(learned);
  }

  function gone(jobId: string): void {
    isGone = true;
    parts.onGone(jobId);
  }

  function offer(more: Partial<Frame>): void {
    latest = { ...latest, ...more };
    const { state, preview } = latest;
    if (state) pace.offer({ state, ...(preview && { preview }) });
  }

  /** Equal frames look the same. */
  function keyOf(frame: Frame): string {
    return JSON.stringify([layFrame(frame.state, handle).components, frame.preview?.step]);
  }

  return {
    update: (state) => offer({ state }),
    preview: (preview) => offer({ preview }),
    leave() {
      latest = {};
      pace.drop();
    },
    pause() {
      latest = {};
      return pace.pause();
    },
    resume: pace.resume,
  };
}

/** Answers to the message, and its removal, are about this job. Written beside the work: the picture does not wait for it. */
function createNoted({ records, handle, log }: LiveParts) {
  let linked: string | undefined;
  const quietly = (written: Promise<unknown>) =>
    void written.catch((err: unknown) => log.warn({ err }, 'A message could not be noted'));
  return {
    job(jobId: string, messageId: string | undefined): void {
      if (linked === jobId || messageId === undefined) return;
      linked = jobId;
      quietly(records.link(messageId, jobId));
    },
    main: (main: NonNullable<Showing['main']>): void => quietly(records.change(handle.id, { main })),
  };
}
