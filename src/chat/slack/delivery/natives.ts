import { layNotice } from '../layout/notice.ts';
import type { Draft } from './content.ts';
import { foundIn } from './file-info.ts';
import { complete, type Placed, type UploadParts, uploadAll } from './files.ts';
import { fileless } from './fitted.ts';
import { placed } from './make-ready.ts';
import { post, type Spot } from './post.ts';
import { isClosed, isPassing, type Problem } from './problem.ts';
import type { Posted, ShownMessage } from './records.ts';

interface NativeParts extends UploadParts {
  readonly spot: Spot;
  readonly keep: (posted: Posted) => Promise<void>;
  readonly onPosted: (message: Omit<ShownMessage, 'files'>) => Promise<void>;
}

/**
 * Gives files by themselves, as Slack shows any file: what it does not show in a message, and what it did not get ready in time.
 * @returns their ids.
 */
export async function giveNatives(
  draft: Draft,
  posted: Posted,
  parts: NativeParts,
): Promise<readonly string[] | Problem> {
  const { spot, keep } = parts;
  if (posted.given) return posted.natives.map(({ id }) => id);
  const isWanted = (index: number) => index >= draft.images.length || posted.late.includes(index);
  const wanted = placed(draft, isWanted);
  if (wanted.length === 0 || posted.noFiles) return [];
  const begun = posted.natives.length > 0;
  const files = begun ? posted.natives : await uploadAll(wanted, parts);
  if ('cause' in files) return stops(files) ? files : told(wanted, posted, parts);
  const [first] = files;
  if (!first) return [];
  const ids = files.map(({ id }) => id);
  // An earlier attempt may have given them.
  if (begun && (await foundIn(first.id, spot.channelId, parts)) !== undefined) return ids;
  await keep({ ...posted, natives: files });
  const failed = await complete(files, parts, spot);
  const isThere = failed?.kind === 'outcome-unknown' && (await foundIn(first.id, spot.channelId, parts)) !== undefined;
  if (failed && !isThere && stops(failed)) return failed;
  await keep({ ...posted, natives: files, given: true });
  return ids;
}

/** That they are missing is said once; who repeats it finds that it was. */
async function told(wanted: Placed, posted: Posted, parts: NativeParts): Promise<readonly string[]> {
  const { spot, keep, onPosted } = parts;
  await keep({ ...posted, given: true });
  const ts = await post(layNotice(fileless(wanted.map(([, one]) => one))), spot, undefined, parts);
  if (typeof ts === 'string') await onPosted({ channelId: spot.channelId, ts });
  return [];
}

const stops = (problem: Problem): boolean => isPassing(problem) || isClosed(problem);
