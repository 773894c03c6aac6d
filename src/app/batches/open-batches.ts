import type { JobLife } from '#src/app/job-life.ts';
import type { WholeParts } from '#src/app/parts.ts';
import { createPriceRequests, type PriceParts } from '#src/app/price-requests.ts';
import type { Workers } from '#src/app/workers.ts';
import { type Batches, createBatches } from './batches.ts';

export interface OpenBatchesParts {
  readonly life: JobLife;
  readonly workers: Workers;
  readonly planning: Pick<PriceParts, 'planRequest'>;
}

/** Batches over the roads that every request goes. */
export const openBatches = (parts: WholeParts, { life, workers, planning }: OpenBatchesParts): Batches =>
  createBatches({
    ...parts,
    submit: life.begin,
    cancelJob: life.cancel,
    priceRequests: createPriceRequests({ ...parts, ...planning }),
    isGone: workers.isGone,
  });
