import type { Shelf } from '#src/app/card-picture.ts';
import { factsOf } from '#src/app/result-card.ts';
import type { Route } from '#src/app/route.ts';
import { planOf } from '#src/app/run-job.ts';
import type { Job } from '#src/domain/job.ts';
import { commandLine, type SaidAgain, sayAgain } from '#src/domain/say-again.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Fact } from '#src/ports/cards.ts';
import type { GalleryItem } from '#src/ports/gallery.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { galleryItem } from './gallery-item.ts';
import { isOwn, mayRead, type Viewer } from './may-see.ts';
import { type GalleryVersion, versionsOf } from './versions.ts';

/** One result in full. */
export interface GalleryDetail {
  readonly item: GalleryItem;
  readonly facts: readonly Fact[];
  readonly warnings: readonly Text[];
  /** What the model wrote, and the prompt as it understood it. */
  readonly words?: string;
  readonly revisedPrompt?: string;
  /** The steps of its chain, itself among them; one where nothing was made of it. */
  readonly versions: readonly GalleryVersion[];
  /** The request to be said once more: as it is, and as one line to paste. */
  readonly again?: SaidAgain & { readonly line: string };
}

interface DetailParts extends Shelf {
  readonly jobs: Pick<JobStore, 'get' | 'lines'>;
  /** The platform the viewer came from. */
  readonly route: Route | undefined;
}

/** A result as its viewer may see it. That they may is known. */
export async function galleryDetail(
  job: Job,
  viewer: Viewer,
  { jobs, route, ...shelf }: DetailParts,
): Promise<GalleryDetail> {
  const versions = await versionsOf(job, viewer, jobs);
  const shared = { item: galleryItem(job, viewer, shelf), facts: factsFor(job, viewer), versions };
  if (!mayRead(job, viewer)) return { ...shared, warnings: [] };
  const { result } = job;
  const again = sayAgain(job.request);
  return {
    ...shared,
    warnings: [...(job.content?.warnings ?? []), ...(job.plan?.warnings ?? []), ...(result?.warnings ?? [])],
    ...(result?.text !== undefined && { words: result.text }),
    ...(result?.revisedPrompt !== undefined && { revisedPrompt: result.revisedPrompt }),
    ...(again && { again: { ...again, line: commandLine(again, route?.takesLines === true) } }),
  };
}

/** Of others only what says nothing of their words. */
const TOLD_OF_OTHERS = new Set(['Mode', 'Model', 'Provider', 'Size', 'Format', 'Quality', 'Took', 'Cost', 'Job']);

function factsFor(job: Job, viewer: Viewer): readonly Fact[] {
  const { result } = job;
  if (!result) return [];
  const plan = result.plan ?? planOf(job);
  const all = factsOf(job, plan, result, {});
  if (isOwn(job, viewer)) return all;
  const others = all.filter(({ label }) => TOLD_OF_OTHERS.has(label));
  return others.map((fact) => (fact.label === 'Mode' ? { ...fact, value: text(plan.mode) } : fact));
}
