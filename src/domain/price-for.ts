import { modeOf, type Needs } from './able.ts';
import { fitOptions } from './fit.ts';
import { planGrid } from './grid.ts';
import { worksOnOne } from './mode.ts';
import type { ModelEntry } from './model.ts';
import type { StoredPicture } from './picture.ts';
import type { CreditPolicy } from './policy.ts';
import { type Price, priceOf, sumOf } from './price.ts';
import type { PictureRequest, RequestOptions } from './request.ts';

/** Pictures before they are there: only their number counts for the credits. */
const UNSEEN: StoredPicture = { key: '', type: 'image/png', byteLength: 0, width: 1024, height: 1024 };

/**
 * What one prompt of a request would cost on a model, before its pictures are there: what models are compared by. The plan has the
 * price that is paid.
 * @throws {EaselError} as `fitOptions`, where the model does not know a word of the options.
 */
export function priceFor(model: ModelEntry, needs: Needs, policy: CreditPolicy, options: RequestOptions): Price {
  const mode = modeOf(needs);
  const references = Array.from({ length: needs.avatar ? 1 : needs.references }, () => UNSEEN);
  const request: PictureRequest = { prompt: '', options, references, instructions: [] };
  if (mode !== 'grid') return singlePrice(model, worksOnOne(mode) ? once(request) : request, policy);
  const { price } = planGrid(request, { model, policy });
  return needs.avatar ? sumOf(singlePrice(model, once({ ...request, references: [] }), policy), price) : price;
}

function singlePrice(model: ModelEntry, request: PictureRequest, policy: CreditPolicy): Price {
  const { quality, size, count } = fitOptions(request, { model }).options;
  return priceOf(model, { references: request.references.length, quality, size, count }, policy);
}

const once = (request: PictureRequest): PictureRequest => ({ ...request, options: { ...request.options, n: 1 } });
