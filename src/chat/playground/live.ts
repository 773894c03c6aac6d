import type { Picture } from '#src/domain/picture.ts';
import type { ProgressState } from '#src/ports/cards.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { LiveState } from './message.ts';

/** Progress and unfinished pictures, in memory only: the newest of each message, shown at a bounded pace. */
export interface Live {
  update(messageId: string, progress: ProgressState): void;
  preview(messageId: string, picture: Picture, step: number): void;
  state(messageId: string): LiveState | undefined;
  picture(messageId: string, step: number): Picture | undefined;
  /** Drops what is known of a message and lets nothing of it through until `write` is done. */
  ending<T>(messageId: string, write: () => Promise<T>): Promise<T>;
  forget(messageId: string): void;
}

interface Entry {
  progress?: ProgressState;
  preview?: { readonly picture: Picture; readonly step: number };
  /** Runs while a showing is due. */
  timer?: { stop(): void };
  shownAt: number;
}

/** At most 8 showings a second a message: faster is not seen and only costs. */
const PACE_MS = 125;

/**
 * @param show called when a message has something new to show; reads it by `state` once it is ready to.
 */
export function createLive({ clock, show }: { clock: Clock; show: (messageId: string) => void }): Live {
  const entries = new Map<string, Entry>();
  const endings = new Map<string, number>();

  function change(messageId: string, part: Partial<Entry>): void {
    if (endings.has(messageId)) return;
    const entry = entries.get(messageId) ?? { shownAt: Number.NEGATIVE_INFINITY };
    entries.set(messageId, Object.assign(entry, part));
    if (entry.timer) return;
    const waitMs = entry.shownAt + PACE_MS - clock.now();
    if (waitMs <= 0) showNow(messageId, entry);
    else entry.timer = clock.after(waitMs, () => showNow(messageId, entry));
  }

  function showNow(messageId: string, entry: Entry): void {
    delete entry.timer;
    entry.shownAt = clock.now();
    show(messageId);
  }

  function forget(messageId: string): void {
    entries.get(messageId)?.timer?.stop();
    entries.delete(messageId);
  }

  return {
    update: (messageId, progress) => change(messageId, { progress }),
    preview: (messageId, picture, step) => change(messageId, { preview: { picture, step } }),
    state(messageId) {
      const entry = entries.get(messageId);
      if (!entry) return undefined;
      const { progress, preview } = entry;
      return { ...(progress && { progress }), ...(preview && { previewStep: preview.step }) };
    },
    picture(messageId, step) {
      const preview = entries.get(messageId)?.preview;
      return preview?.step === step ? preview.picture : undefined;
    },
    async ending(messageId, write) {
      endings.set(messageId, (endings.get(messageId) ?? 0) + 1);
      forget(messageId);
      try {
        return await write();
      } finally {
        const left = (endings.get(messageId) ?? 1) - 1;
        if (left > 0) endings.set(messageId, left);
        else endings.delete(messageId);
      }
    },
    forget,
  };
}
