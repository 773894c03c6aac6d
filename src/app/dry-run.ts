import { credits } from '#src/domain/error-texts.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Picture, Size } from '#src/domain/picture.ts';
import { expectedPictures, type Plan } from '#src/domain/plan.ts';
import type { Standing, Whereabouts } from '#src/domain/rules/standing.ts';
import { formatSize } from '#src/domain/shape.ts';
import { plainText, text } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Answer, CardPicture } from '#src/ports/cards.ts';
import type { NewId } from '#src/ports/clock.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import { needsConfirmation } from './confirm-job.ts';
import type { ContentGate } from './content/content-gate.ts';
import type { Told } from './content/look-at-words.ts';
import type { createPlanRequest } from './plan-request.ts';
import type { Route } from './route.ts';
import type { Admit } from './rules/admit.ts';
import type { Purses } from './rules/purses.ts';
import type { Standings } from './rules/standings.ts';

export interface DryRun {
  readonly plan: Plan;
  readonly balance: Balance;
  /** Where the person stands there, and by which rules. */
  readonly standing: Standing;
  /** What the mask marks, and the source with that part tinted. */
  readonly mask?: { readonly words: string; readonly overlay: Picture & Size };
}

export interface DryRunParts {
  readonly planRequest: ReturnType<typeof createPlanRequest>['planRequest'];
  readonly purses: Purses;
  readonly standings: Standings;
  readonly admit: Admit;
  readonly contentGate: Pick<ContentGate, 'look'>;
  readonly blobs: BlobStore;
  readonly newId: NewId;
}

/** Plans a request as if it were meant, and forgets it: nothing is held, stored or sent. */
export function createDryRun({ planRequest, purses, standings, admit, contentGate, blobs, newId }: DryRunParts) {
  /** @throws {EaselError} what would be refused. */
  return async function dryRun(
    request: AcceptedRequest,
    where: Whereabouts,
    route: Route,
    signal: AbortSignal,
    told: Told = 'member',
  ): Promise<DryRun> {
    const id = `dry-${newId()}`;
    try {
      const run = { route, signal, onPicture: () => {} };
      const standing = await standings.of(where);
      await admit.look(standing);
      const { plan, images, overlay } = await planRequest(id, request, standing, run);
      await admit.admit(plan, standing);
      // Trying is free, so whoever tries out what a rule finds has no more tries than requests.
      const count = async () => (told === 'member' ? admit.enter(id, standing) : undefined);
      const looked = await contentGate.look(request, plan, where, told).catch(after(count));
      if (looked.length > 0) await count();
      const warnings = [...looked, ...plan.warnings];
      const { maskWords: words, overlay: kept } = images;
      const mask = overlay && words !== undefined && kept && { words, overlay: sized(overlay, kept) };
      return { plan: { ...plan, warnings }, standing, balance: await purses.balance(where), ...(mask && { mask }) };
    } finally {
      await blobs.removeAll(`jobs/${id}/`);
    }
  };
}

const after =
  (count: () => Promise<void>) =>
  async (thrown: unknown): Promise<never> => {
    await count();
    throw thrown;
  };

const sized = (picture: Picture, { width, height }: Size): Picture & Size => ({ ...picture, width, height });

/** A dry run as a table for a person. */
export function dryRunAnswer({ plan, balance, standing, mask }: DryRun, picture?: CardPicture): Answer {
  const { options, price } = plan;
  const dollars =
    price.estimateUsdMicros === undefined ? undefined : `about $${(price.estimateUsdMicros / 1e6).toFixed(4)}`;
  const rows: [string, string | undefined][] = [
    ['Mode', `${plan.mode}, because ${plan.why}`],
    ['Model', plan.modelWhy ? `${plan.modelId}, because ${plan.modelWhy}` : plan.modelId],
    ['Prompts', plan.prompts && String(plan.prompts.length)],
    ['Changes', mask?.words],
    ['Size', options.size === 'auto' ? 'auto' : formatSize(options.size)],
    ['Quality', options.quality],
    ['Format', options.format],
    ['Pictures', String(expectedPictures(plan))],
    ['Cost', `${credits(price.total)} of ${balance.available}`],
    ["The provider's price", dollars],
    ['First', needsConfirmation(plan, standing) ? 'you are asked whether to pay that' : undefined],
    ...plan.warnings.map((warning): [string, string] => ['Note', plainText(warning)]),
  ];
  return {
    kind: 'table',
    title: 'What this would do',
    columns: ['', ''],
    rows: rows.flatMap(([label, value]) => (value === undefined ? [] : [[text(label), text(value)]])),
    note: text('Nothing was spent. Send it again without dry-run to make it.'),
    ...(picture && { picture }),
  };
}
