import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { CollectRun, createCollectImages } from './collect-images.ts';
import { checkRegion } from './keep-mask.ts';
import type { Planner } from './plan-job.ts';
import type { WriteScene } from './write-scene.ts';

export interface PlannedRequest {
  readonly plan: Plan;
  /** What was kept for it, as the job's record holds it. */
  readonly images: Pick<Job, 'references' | 'original' | 'sheet' | 'mask' | 'maskWords' | 'overlay'> & {
    readonly references: NonNullable<Job['references']>;
  };
  /** The source with the part that may change tinted. */
  readonly overlay?: Picture;
}

/** Everything from a request to its plan: what can be refused at once, then the pictures, then the decisions. Nothing is held. */
export function createPlanRequest({
  planner,
  collectImages,
  writeScene,
  blobs,
}: {
  readonly planner: Planner;
  readonly collectImages: ReturnType<typeof createCollectImages>;
  readonly writeScene: WriteScene;
  readonly blobs: BlobStore;
}) {
  /**
   * @param id what the pictures are kept under.
   * @param paid whether a model that writes may be asked, which its provider bills.
   * @throws {EaselError} what the person has to change.
   */
  return async function planRequest(
    id: string,
    request: AcceptedRequest,
    run: CollectRun,
    { paid = true }: { readonly paid?: boolean } = {},
  ): Promise<PlannedRequest> {
    checkRegion(request);
    const choice = planner.choose(request);
    const { warnings, ...images } = await collectImages(id, request, run);
    const scene = request.avatar ? await writeScene(request.avatar, { signal: run.signal, paid }) : undefined;
    const plan = planner.plan(request, choice, { ...images, ...(scene && { scene: scene.words }) });
    const said = [...warnings, ...(scene?.warnings ?? [])];
    const overlay = images.overlay && (await blobs.get(images.overlay.key));
    return {
      plan: said.length > 0 ? { ...plan, warnings: [...said, ...plan.warnings] } : plan,
      images,
      ...(overlay && images.overlay && { overlay: { bytes: overlay, type: images.overlay.type } }),
    };
  };
}
