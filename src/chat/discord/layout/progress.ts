import type { ProgressState } from '#src/ports/chat-platform.ts';
import { display, type Laid, type LaidFile } from './laid.ts';

/** A request that is being worked on, with the newest unfinished picture. */
export function layProgress(state: ProgressState, preview?: LaidFile): Laid {
  return { components: [display(`${state.percent} % ${preview?.name ?? ''}`)] };
}
