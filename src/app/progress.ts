import { ERROR_TEXTS } from '#src/domain/error-texts.ts';
import type { Job } from '#src/domain/job.ts';
import type { Picture } from '#src/domain/picture.ts';
import { type Text, text } from '#src/domain/text.ts';
import { shrinkPreview } from '#src/images/shrink-preview.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Delivery } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { QueuePlace } from '#src/ports/job-queue.ts';
import { actionOf } from './tokens.ts';

/** What a person sees while a job is on its way. Nothing here waits, throws or is stored. */
export interface JobProgress {
  accepted(): void;
  /** The process that had it is gone; this one has it now. */
  goingOn(): void;
  picture(ready: number, of: number): void;
  /** The source with the part that may change tinted, before anything is held or spent. */
  overlay(picture: Picture): void;
  queued(place: QueuePlace, job: Job): void;
  /** Another process shows it from here on. */
  left(): void;
  /** A moderator looks at it first. */
  waiting(): void;
  /** Shows a bar that moves with the time the model usually takes, until it is stopped; then it says nothing more. */
  running(job: Job, expectedMs: number): RunningProgress;
}

export interface RunningProgress {
  progress(progress: { readonly share: number | null; readonly note?: Text }): void;
  partial(picture: Picture, step: number): void;
  stop(): void;
}

const TICK_MS = 1000;
/** An estimate never claims more than this; only the end is the end. */
const ESTIMATE_CEILING = 95;
const ACCEPTED_PERCENT = 1;
const QUEUED_PERCENT = 2;
const RUNNING_PERCENT = 5;

export function createJobProgress({
  job,
  delivery,
  clock,
}: {
  job: Job;
  delivery: Delivery;
  clock: Clock;
}): JobProgress {
  const base = { jobId: job.id, prompt: job.request.prompt, cancel: actionOf(job, 'cancel', 'Cancel') };
  const show = (
    state: Omit<ProgressState, 'jobId' | 'prompt' | 'cancel' | 'warnings'>,
    warnings: readonly Text[] = [],
  ) => delivery.update({ ...base, warnings, ...state });

  return {
    accepted() {
      show({ phase: 'accepted', percent: 0, status: text('Getting ready') });
    },

    goingOn() {
      show({ phase: 'accepted', percent: 0, status: text('Going on after an interruption') });
    },

    picture(ready, of) {
      show({
        phase: 'accepted',
        percent: ACCEPTED_PERCENT,
        status: text(`${ready} of ${of} ${of === 1 ? 'picture' : 'pictures'} read`),
      });
    },

    overlay(picture) {
      delivery.preview(picture, 0, shrinking(picture));
      show({ phase: 'accepted', percent: ACCEPTED_PERCENT, status: text('The tinted part will change') });
    },

    queued({ position, etaMs }, { plan }) {
      const status = position === 1 ? text('Next in line') : text(`Number ${position} in line`);
      show({ phase: 'queued', percent: QUEUED_PERCENT, position, etaMs, status }, plan?.warnings);
    },

    left: () => delivery.leave?.(),

    waiting() {
      show({ phase: 'queued', percent: QUEUED_PERCENT, status: explainWaiting() });
    },

    running: (running, expectedMs) =>
      createRunningProgress({
        show,
        delivery: isUnseen(running) ? { preview: () => undefined } : delivery,
        clock,
        expectedMs,
        warnings: running.plan?.warnings ?? [],
      }),
  };
}

const explainWaiting = (): Text =>
  text(ERROR_TEXTS['held-for-review']({}), ' Nothing is charged before that, and after a day without an answer never.');

/** What is hidden, or looked at before anybody sees it, is so from its first outlines on. */
const isUnseen = ({ content }: Job): boolean => content?.spoiler === true || content?.unseen === true;

/** Made only where it is asked for, because a place shows but some of them. */
const shrinking = (picture: Picture) => (edge: number) => shrinkPreview(picture, edge);

function createRunningProgress({
  show,
  delivery,
  clock,
  expectedMs,
  warnings,
}: {
  show: (state: Omit<ProgressState, 'jobId' | 'prompt' | 'cancel' | 'warnings'>, warnings: readonly Text[]) => void;
  delivery: Pick<Delivery, 'preview'>;
  clock: Clock;
  expectedMs: number;
  warnings: readonly Text[];
}): RunningProgress {
  const startedAt = clock.now();
  let reported: number | null = null;
  let status = text('Drawing');
  let shown = 0;
  let timer: { stop(): void } | undefined;
  let stopped = false;
  tick();
  return {
    progress({ share, note }) {
      reported = share ?? reported;
      if (note) status = note;
      present();
    },

    partial(picture, step) {
      status = text(`Drawing, preview ${step}`);
      if (!stopped) delivery.preview(picture, step, shrinking(picture));
      present();
    },

    stop() {
      stopped = true;
      timer?.stop();
    },
  };

  function tick(): void {
    present();
    timer = clock.after(TICK_MS, tick);
  }

  function present(): void {
    // A provider's last word may come after the end was shown, and must not cover it.
    if (stopped) return;
    const elapsedMs = clock.now() - startedAt;
    const estimate = Math.min(ESTIMATE_CEILING, RUNNING_PERCENT + (90 * elapsedMs) / Math.max(expectedMs, 1));
    // The bar never runs backwards, whatever the provider says.
    shown = Math.max(shown, Math.floor(reported === null ? estimate : Math.min(reported, 1) * 100));
    show({ phase: 'running', percent: shown, etaMs: Math.max(0, expectedMs - elapsedMs), status }, warnings);
  }
}
