import type { EaselError } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { StoredPicture } from '#src/domain/picture.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import { costUsdMicros } from '#src/domain/price.ts';
import { type Text, text } from '#src/domain/text.ts';
import { addUsage, type Usage } from '#src/domain/usage.ts';
import { markedAsAi } from '#src/images/ai-marker.ts';
import { contactSheet } from '#src/images/contact-sheet.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { FinishedCall } from './finish-call.ts';
import type { Turns } from './keep-images.ts';
import type { MadeJob } from './make-job.ts';

/** What was made, by which model in the end, and by which plan. */
export interface Made extends MadeJob {
  readonly plan: Plan;
  readonly entry: ModelEntry;
  readonly warnings: readonly Text[];
}

/** From so many pictures on, a sheet shows all of them at once. */
const MANY = 5;

/** What a job has to show for itself, and what is charged: whole pictures only, each at its own price. */
export function createJobResult({ blobs, turns }: { readonly blobs: BlobStore; readonly turns: Turns }) {
  return async function jobResult(job: Job, made: Made, durationMs: number): Promise<JobResult> {
    const { calls, plan, entry } = made;
    const pictures = calls.flatMap((call) => call.pictures);
    const sheet = pictures.length >= MANY ? await sheetOf(job, pictures) : undefined;
    const changed = calls.flatMap(({ changedOutside }) => changedOutside ?? []);
    const usage = calls.reduce<Usage | undefined>((sum, { answer }) => addUsage(sum, answer.usage), undefined);
    const cost = costOf(calls, entry, usage);
    const split = plan.sheets ? calls.reduce((sum, call) => sum + splitIn(call), 0) : 0;
    return {
      ...wordsOf(calls),
      pictures,
      charged: calls.reduce((sum, call) => sum + priceOfCall(call, plan), 0),
      warnings: once([...made.warnings, ...calls.flatMap((call) => call.warnings), ...missing(made, pictures.length)]),
      durationMs,
      ...(hasCaptions(plan) && { captions: captionsOf(calls) }),
      ...(sheet && { sheet }),
      ...(changed.length > 0 && { changedOutside: Math.max(...changed) }),
      ...(entry.id !== job.plan?.modelId && { plan }),
      ...(split > 0 && { split }),
      ...(usage && { usage }),
      ...(cost !== undefined && { costUsdMicros: cost }),
    };
  };

  async function sheetOf(job: Job, pictures: readonly StoredPicture[]): Promise<StoredPicture | undefined> {
    return turns.read(async () => {
      const opened = await Promise.all(
        pictures.map(async ({ key, type }) => ({ bytes: (await blobs.get(key)) ?? new Uint8Array(), type })),
      );
      const { width, height, ...sheet } = await contactSheet(opened);
      const { bytes, type } = markedAsAi(sheet, 'composite');
      const key = `jobs/${job.id}/all.jpg`;
      await blobs.put(key, bytes);
      return { key, type, width, height, byteLength: bytes.byteLength };
    });
  }
}

const hasCaptions = ({ prompts, base }: Plan): boolean => prompts !== undefined || base !== undefined;

function captionsOf(calls: readonly FinishedCall[]): readonly string[] {
  const hasBase = calls.some(({ call }) => call.isBase);
  let variation = 0;
  return calls.flatMap(({ call, pictures }) =>
    pictures.map(() => {
      if (!hasBase) return call.words;
      if (!call.isBase) variation += 1;
      return call.isBase ? 'The portrait the others start from' : `Variation ${variation} of the portrait`;
    }),
  );
}

/** A sheet that was none is one picture, and no dearer than one. */
function priceOfCall({ call, whole, unsplit = 0 }: FinishedCall, { base, price, singlePrice }: Plan): number {
  if (call.isBase) return whole * (base?.price ?? 0);
  return (whole - unsplit) * price.each + unsplit * Math.min(price.each, singlePrice ?? price.each);
}

const splitIn = ({ call, whole, unsplit = 0 }: FinishedCall): number => (call.isBase ? 0 : whole - unsplit);

/** Several calls say the same; a person hears it once. */
function once(warnings: readonly Text[]): readonly Text[] {
  return [...new Map(warnings.map((warning) => [JSON.stringify(warning), warning])).values()];
}

/** What the provider itself says it cost, else what its tokens cost. */
function costOf(calls: readonly FinishedCall[], entry: ModelEntry, usage: Usage | undefined): number | undefined {
  const told = calls.flatMap(({ answer }) => answer.costUsdMicros ?? []);
  if (told.length > 0) return told.reduce((sum, each) => sum + each, 0);
  return usage && costUsdMicros(entry, usage);
}

/** What came beside the pictures; several answers say it one after the other, and what is the same only once. */
function wordsOf(
  calls: readonly FinishedCall[],
): Pick<JobResult, 'text' | 'revisedPrompt' | 'providerRequestId' | 'seed'> {
  const all = <T>(pick: (call: FinishedCall) => T | undefined): T[] => [
    ...new Set(calls.flatMap((call) => pick(call) ?? [])),
  ];
  const words = all(({ answer }) => answer.text?.trim() || undefined).join('\n\n');
  const [revisedPrompt] = all(({ answer }) => answer.revisedPrompt);
  const [providerRequestId] = all(({ answer }) => answer.providerRequestId);
  const [seed] = all(({ answer }) => answer.seed);
  return {
    ...(words !== '' && { text: words }),
    ...(revisedPrompt !== undefined && { revisedPrompt }),
    ...(providerRequestId !== undefined && { providerRequestId }),
    ...(seed !== undefined && { seed }),
  };
}

/** What did not come, and why, as far as anybody said. */
function missing({ plan, failures }: Made, came: number): readonly Text[] {
  const expected = expectedPictures(plan);
  if (came >= expected) return [];
  const those = came === 1 ? 'that one' : 'those';
  return [text(`${came} of ${expected} pictures arrived whole; you pay only for ${those}.`, reasons(failures))];
}

function reasons(failures: readonly EaselError[]): string {
  const said = [...new Set(failures.map(({ message }) => message))];
  return said.length === 0 ? '' : ` ${said.slice(0, 2).join(' ')}`;
}
