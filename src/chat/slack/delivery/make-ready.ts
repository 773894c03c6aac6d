import type { Draft } from './content.ts';
import { untilReady } from './file-info.ts';
import { complete, type Placed, type UploadParts, uploadAll } from './files.ts';
import type { Wanted } from './fitted.ts';
import { isClosed, isPassing, type Problem } from './problem.ts';
import type { Posted, SentFile } from './records.ts';

/** Slack is given so long to get pictures ready. */
const READY_MS = 60_000;

export const NOT_BEGUN: Posted = { images: [], late: [], natives: [], pages: [] };

/** Everything that a draft wants, by its places. */
export const allOf = ({ images, natives }: Draft): readonly Wanted[] => [...images, ...natives];

export const placed = (draft: Draft, which: (index: number) => boolean): Placed =>
  [...allOf(draft).entries()].filter(([index]) => which(index));

/** Brings a message's pictures to Slack and waits until it can show them; what an earlier attempt brought is used again. */
export async function makeReady(draft: Draft, begun: Posted, parts: UploadParts): Promise<Posted | Problem> {
  if (draft.images.length === 0 || begun.noFiles || begun.late.length > 0) return begun;
  const kept = begun.images.length > 0 ? await sorted(begun, parts) : undefined;
  if (kept) return kept;
  const sent = await uploadAll(
    placed(draft, (index) => index < draft.images.length),
    parts,
  );
  if ('cause' in sent) return withoutFiles(begun, sent);
  const failed = sent.length > 0 ? await complete(sent, parts) : undefined;
  if (failed && isPassing(failed)) return failed;
  return (await sorted({ ...begun, images: sent }, parts)) ?? { ...begun, images: [], late: sent.map(placeOf) };
}

/** Those that are ready, and those that are late. @returns `undefined` where one is gone. */
async function sorted(posted: Posted, parts: UploadParts): Promise<Posted | undefined> {
  const until = parts.clock.now() + READY_MS;
  const images: SentFile[] = [];
  const late: SentFile[] = [];
  // One after the other: the first one to wait for is mostly the last one, too.
  for (const file of posted.images) {
    const state = await untilReady(file.id, until, parts);
    if (state === 'gone') return undefined;
    (state === 'ready' ? images : late).push(file);
  }
  for (const { id } of late) await dropped(id, parts);
  return { ...posted, images, late: [...posted.late, ...late.map(placeOf)] };
}

const placeOf = ({ index }: SentFile): number => index;

/** It goes to Slack anew, and nobody has seen this one. */
export async function dropped(file: string, { send, workspace }: UploadParts): Promise<void> {
  await send(workspace, 'files.delete', { file }, { timeoutMs: 10_000 });
}

/** A workspace without files or without room for them still gets the words. */
function withoutFiles(begun: Posted, why: Problem): Posted | Problem {
  const mayChange = isPassing(why) || isClosed(why) || why.kind === 'missing-scope' || why.kind === 'token-revoked';
  return mayChange ? why : { ...begun, noFiles: true };
}
