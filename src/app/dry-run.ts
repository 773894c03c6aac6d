import { credits } from '#src/domain/error-texts.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { formatSize } from '#src/domain/shape.ts';
import { text } from '#src/domain/text.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Answer } from '#src/ports/chat-platform.ts';
import type { NewId } from '#src/ports/clock.ts';
import type { Balance, CreditLedger } from '#src/ports/credit-ledger.ts';
import type { createCollectImages } from './collect-images.ts';
import type { Route } from './parts.ts';
import type { Planner } from './plan-job.ts';

export interface DryRun {
  readonly plan: Plan;
  readonly balance: Balance;
}

export interface DryRunParts {
  readonly planner: Planner;
  readonly collectImages: ReturnType<typeof createCollectImages>;
  readonly ledger: CreditLedger;
  readonly blobs: BlobStore;
  readonly newId: NewId;
}

/** Plans a request as if it were meant, and forgets it: nothing is held, stored or sent. */
export function createDryRun({ planner, collectImages, ledger, blobs, newId }: DryRunParts) {
  /** @throws {EaselError} what would be refused. */
  return async function dryRun(
    request: AcceptedRequest,
    accountId: string,
    route: Route,
    signal: AbortSignal,
  ): Promise<DryRun> {
    const id = `dry-${newId()}`;
    try {
      const choice = planner.choose(request);
      const images = await collectImages(id, request, { route, signal, onPicture: () => {} });
      return { plan: planner.plan(request, choice, images), balance: await ledger.balance(accountId) };
    } finally {
      await blobs.removeAll(`jobs/${id}/`);
    }
  };
}

/** A dry run as a table for a person. */
export function dryRunAnswer({ plan, balance }: DryRun): Answer {
  const { options, price } = plan;
  const dollars =
    price.estimateUsdMicros === undefined ? undefined : `about $${(price.estimateUsdMicros / 1e6).toFixed(4)}`;
  const rows: [string, string | undefined][] = [
    ['Mode', `${plan.mode}, because ${plan.why}`],
    ['Model', plan.modelId],
    ['Size', options.size === 'auto' ? 'auto' : formatSize(options.size)],
    ['Quality', options.quality],
    ['Format', options.format],
    ['Pictures', String(options.count)],
    ['Cost', `${credits(price.total)} of ${balance.available}`],
    ["The provider's price", dollars],
    ...plan.warnings.map((warning): [string, string] => [
      'Note',
      warning.map((part) => ('plain' in part ? part.plain : '')).join(''),
    ]),
  ];
  return {
    kind: 'table',
    title: 'What this would do',
    columns: ['', ''],
    rows: rows.flatMap(([label, value]) => (value === undefined ? [] : [[text(label), text(value)]])),
    note: text('Nothing was spent. Send it again without dry-run to make it.'),
  };
}
