import { templateScene } from '#src/domain/avatar.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { Picture } from '#src/domain/picture.ts';
import type { Plan } from '#src/domain/plan.ts';
import { modelUnder, type PlanRules } from '#src/domain/rules/model-under.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
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
  catalogue,
  planner,
  collectImages,
  writeScene,
  blobs,
}: {
  readonly catalogue: Catalogue;
  readonly planner: Planner;
  readonly collectImages: ReturnType<typeof createCollectImages>;
  readonly writeScene: WriteScene;
  readonly blobs: BlobStore;
}) {
  return { planRequest, withWrittenScene };

  /**
   * @param id what the pictures are kept under.
   * @param rules of the person and place it is made for.
   * @throws {EaselError} what the person has to change.
   */
  async function planRequest(
    id: string,
    request: AcceptedRequest,
    rules: PlanRules,
    run: CollectRun,
  ): Promise<PlannedRequest> {
    checkRegion(request);
    const choice = planner.choose(request, rules);
    const { warnings, ...images } = await collectImages(id, request, run);
    const scene = request.avatar && templateScene(request.avatar);
    const plan = planner.plan(request, choice, { ...images, ...(scene !== undefined && { scene }) }, rules);
    const overlay = images.overlay && (await blobs.get(images.overlay.key));
    return {
      plan: { ...plan, warnings: [...(request.notes ?? []), ...warnings, ...plan.warnings] },
      images,
      ...(overlay && images.overlay && { overlay: { bytes: overlay, type: images.overlay.type } }),
    };
  }

  /** The plan of an avatar with what a model wrote about it: asked only once the price is held, for its provider bills it. */
  async function withWrittenScene({ request }: Job, plan: Plan, rules: PlanRules, signal: AbortSignal): Promise<Plan> {
    const written = request.avatar && (await writeScene(request.avatar, { signal, paid: true }));
    if (!written) return plan;
    const said = { price: plan.price, warnings: [...plan.warnings, ...written.warnings] };
    if (written.words === plan.scene) return { ...plan, ...said };
    const choice = { model: modelUnder(catalogue.find(plan.modelId), rules), why: plan.modelWhy ?? '' };
    return { ...planner.plan(request, choice, { references: [], scene: written.words }, rules), ...said };
  }
}
