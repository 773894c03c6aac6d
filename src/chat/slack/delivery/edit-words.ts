import type { Laid } from '../layout/laid.ts';
import type { Content } from './content.ts';
import type { FileParts } from './file-info.ts';
import { persist } from './persist.ts';
import { bodyOf, wordsOf } from './post.ts';
import type { Problem } from './problem.ts';
import type { ShownMessage } from './records.ts';
import type { Outcome } from './send.ts';

/** Lets words take the place of what a message shows; in simpler forms where Slack does not take the first one. */
export async function editWords(
  main: ShownMessage,
  { drafts }: Content,
  parts: FileParts,
): Promise<Problem | { ok: true }> {
  const [draft] = drafts;
  const first = (plain: boolean): Laid => draft?.lay([], [], plain)[0] ?? { text: '…', blocks: [] };
  let problem: Problem | undefined;
  for (const make of [() => first(false), () => first(true), () => wordsOf(first(true))]) {
    const laid = make();
    const outcome = await persist(parts.clock, () => edit(main, laid, parts));
    if (outcome.ok) return { ok: true };
    problem = outcome.problem;
    if (problem.kind !== 'invalid-blocks' && problem.kind !== 'too-long') break;
  }
  return problem ?? { ok: true };
}

/** Blocks that are not told stay as they were, so that none are told as none. */
export function edit(
  { channelId, ts }: Pick<ShownMessage, 'channelId' | 'ts'>,
  laid: Laid,
  { send, workspace }: Pick<FileParts, 'send' | 'workspace'>,
  timeoutMs = 15_000,
): Promise<Outcome> {
  const { text, blocks } = { blocks: [], ...bodyOf(laid) };
  return send(workspace, 'chat.update', { channel: channelId, ts, text, blocks }, { timeoutMs });
}
