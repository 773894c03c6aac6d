import { plainText } from '#src/domain/text.ts';
import type { ProgressState } from '#src/ports/cards.ts';

/** What a run shows on standard error while it goes. */
export interface TerminalProgress {
  update(progress: ProgressState): void;
  end(): void;
}

/** Moving on a terminal; a line for each new status where the output is piped; nothing where only the result counts. */
export async function createTerminalProgress({ quiet }: { quiet: boolean }): Promise<TerminalProgress> {
  if (quiet) return { update() {}, end() {} };
  return process.stderr.isTTY ? spinning() : lines();
}

async function spinning(): Promise<TerminalProgress> {
  const { spinner } = await import('@clack/prompts');
  const shown = spinner({ output: process.stderr, withGuide: false });
  let ended = false;
  shown.start('Getting ready');
  return {
    update: (progress) => !ended && shown.message(lineOf(progress)),
    end() {
      if (!ended) shown.clear();
      ended = true;
    },
  };
}

function lines(): TerminalProgress {
  let last = '';
  return {
    update({ status, percent, position }) {
      const words = plainText(status);
      if (words !== last) console.error(position === undefined ? `${words} (${percent} %)` : words);
      last = words;
    },
    end() {},
  };
}

function lineOf({ status, percent, etaMs }: ProgressState): string {
  const eta = etaMs === undefined || etaMs < 1000 ? '' : `, about ${Math.round(etaMs / 1000)} s`;
  return `${plainText(status)}  ${bar(percent)} ${percent} %${eta}`;
}

const WIDTH = 24;

const bar = (percent: number): string => {
  const full = Math.round((percent / 100) * WIDTH);
  return `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
};
