import type { ProgressState } from '#src/ports/cards.ts';
import { post } from './post.ts';
import { isClosed } from './problem.ts';
import { layFrame } from './progress-edit.ts';
import type { ShownMessage } from './records.ts';
import type { EndParts } from './show-end.ts';
import { candidatesFor } from './targets.ts';

/**
 * Shows the progress of a private request in the person's own conversation with Easel; nothing was posted before, because most
 * private requests are answered at once. @returns nothing where no message is to be, or another process made it.
 */
export async function startDirectly(state: ProgressState, parts: EndParts): Promise<ShownMessage | undefined> {
  const { handle, records, log } = parts;
  if (!handle.private && handle.channelId !== null) return undefined;
  const isOurs = await records.claim(handle.id).catch(() => false);
  if (!isOurs) return undefined;
  const main = await started(state, parts);
  if (!main) {
    log.info({ jobId: state.jobId }, 'Progress cannot be shown in a direct message');
    return undefined;
  }
  await records.change(handle.id, { main }).catch((err: unknown) => log.warn({ err }, 'A message could not be noted'));
  return main;
}

/** In the first conversation that takes it. */
async function started(state: ProgressState, parts: EndParts): Promise<ShownMessage | undefined> {
  for (const { open } of candidatesFor(parts.handle, parts)) {
    const target = await open();
    if ('cause' in target) return undefined;
    const ts = await post(layFrame(state), target, undefined, parts);
    if (typeof ts === 'string') return { channelId: target.channelId, ts, files: [] };
    if (!isClosed(ts)) return undefined;
  }
  return undefined;
}
