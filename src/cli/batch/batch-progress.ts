import type { BatchView } from './batch-side.ts';
import { percentOf, progressWords } from './batch-words.ts';

/** What a batch shows on standard error while it goes. */
export interface BatchProgress {
  update(batch: BatchView): void;
  note(words: string): void;
  end(): void;
}

/** Where the output is piped there is a line for so many hundredths of it. */
const STEP = 5;

export async function showBatchProgress({ quiet }: { readonly quiet: boolean }): Promise<BatchProgress> {
  if (quiet) return { update() {}, note() {}, end() {} };
  return process.stderr.isTTY ? moving() : lines();
}

async function moving(): Promise<BatchProgress> {
  const { spinner } = await import('@clack/prompts');
  const shown = spinner({ output: process.stderr, withGuide: false });
  shown.start('Getting ready');
  return {
    update: (batch) => shown.message(`${progressWords(batch)} (${percentOf(batch)} %)`),
    note: (words) => shown.message(words),
    end: () => shown.clear(),
  };
}

function lines(): BatchProgress {
  let told = -STEP;
  return {
    update(batch) {
      const percent = percentOf(batch);
      if (percent < told + STEP) return;
      told = percent;
      console.error(`${progressWords(batch)} (${percent} %)`);
    },
    note: (words) => console.error(words),
    end() {},
  };
}
