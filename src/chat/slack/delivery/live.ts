import { createPace, type Edited, type Pace } from '#src/chat/pace.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Preview } from './preview.ts';
import { editProgress, type Frame, layFrame, type ProgressParts } from './progress-edit.ts';
import { mainOf, type Showing, type ShownMessage } from './records.ts';
import type { EndParts } from './show-end.ts';
import { startDirectly } from './start-directly.ts';
import { createStatus, type Refusals } from './status.ts';

/** A workspace has about 50 edits a minute in all. */
const PACE_MS = 4000;

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
  /** The end is there: the status goes. */
  clear(): void;
}

export type LiveParts = EndParts &
  ProgressParts & {
    readonly refusals: Refusals;
    /** A message was removed while its job was on its way. Told once. */
    readonly onGone: (jobId: string) => void;
  };

export function createLive(parts: LiveParts): Live {
  const { handle, records } = parts;
  const status = createStatus(parts);
  const notes = createNotes(parts);
  let phase: ProgressState['phase'] | undefined;
  /** Slack could not fetch one: no more of them in this message. */
  let hasPreviews = true;
  const pace = createPace<Frame>({
    clock: parts.clock,
    edit,
    keyOf: (frame) => keyOf(shownOf(frame)),
    paceMs: PACE_MS,
  });
  const offers = createOffers(pace);

  async function edit(frame: Frame): Promise<Edited> {
    // Asked anew for every frame: another process may have shown the end while this one stood still.
    const showing = await records.showing(handle.id).catch(() => undefined);
    if (!showing) return { againMs: 0 };
    if (showing.ended || showing.deleted || showing.gone || notes.isGone()) return 'over';
    const main = mainOf(handle, showing) ?? (await startDirectly(frame.state, parts));
    if (!main) return 'over';
    notes.covers(frame.state.jobId, main, showing);
    const progressed = await editProgress(shownOf(frame), main, frame.state.phase !== phase, parts);
    if (progressed === 'gone') return notes.gone(frame.state.jobId, main);
    if (progressed === 'shown') phase = frame.state.phase;
    if (progressed !== 'without-preview') return progressed;
    hasPreviews = false;
    return { againMs: 0 };
  }

  const shownOf = ({ state, preview }: Frame): Frame => ({ state, ...(preview && hasPreviews && { preview }) });

  return {
    update(state) {
      offers.add({ state });
      status.show(state);
    },
    preview: (preview) => offers.add({ preview }),
    leave() {
      offers.forget();
      pace.drop();
      status.leave();
    },
    async pause() {
      offers.forget();
      phase = undefined;
      status.pause();
      await pace.pause();
    },
    resume() {
      pace.resume();
      status.resume();
    },
    clear: status.clear,
  };
}

/** A preview comes by itself, and is shown with the newest state. */
function createOffers(pace: Pick<Pace<Frame>, 'offer'>) {
  let latest: Partial<Frame> = {};
  return {
    add(more: Partial<Frame>): void {
      latest = { ...latest, ...more };
      const { state, preview } = latest;
      if (state) pace.offer({ state, ...(preview && { preview }) });
    },
    forget(): void {
      latest = {};
    },
  };
}

/** Equal frames look the same. */
const keyOf = ({ state, preview }: Frame): string => JSON.stringify([layFrame(state).blocks, preview?.step]);

/** What has to be known of a message beside what it shows. Written beside the work: the picture does not wait for it. */
function createNotes({ handle, records, log, onGone }: LiveParts) {
  let linked: string | undefined;
  let isGone = false;
  const quietly = (written: Promise<unknown>) =>
    void written.catch((err: unknown) => log.warn({ err }, 'A message could not be noted'));
  return {
    isGone: () => isGone,

    /** What was asked or answered there is covered now, and may be shown again; answers to the message are about this job. */
    covers(jobId: string, main: ShownMessage, { key }: Showing): void {
      if (key !== undefined) quietly(records.change(handle.id, { key: undefined }));
      if (linked === main.ts) return;
      linked = main.ts;
      quietly(records.link(main, jobId, handle));
    },

    async gone(jobId: string, { ts }: ShownMessage): Promise<'over'> {
      const now = await records.showing(handle.id).catch(() => undefined);
      // Another process took it away to show something else.
      if (now?.ended || now?.deleted || (now?.main && now.main.ts !== ts)) return 'over';
      isGone = true;
      quietly(records.change(handle.id, { gone: true }));
      onGone(jobId);
      return 'over';
    },
  };
}
