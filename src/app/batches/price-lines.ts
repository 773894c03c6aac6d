import { setImmediate as nextTurn } from 'node:timers/promises';
import type { PriceRequest } from '#src/app/price-requests.ts';
import { BATCH_LIMITS, type BatchLine, type BrokenLine } from '#src/domain/batches/batch.ts';
import { type LineFields, type LineWish, readFields } from '#src/domain/batches/batch-fields.ts';
import { asEaselError, EaselError, explain } from '#src/domain/errors.ts';
import type { AcceptedRequest, ImageRef } from '#src/domain/job.ts';
import { expectedPictures } from '#src/domain/plan.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { plainText } from '#src/domain/text.ts';
import { ofTheLine } from './line-outcome.ts';

/** A line of a list, as it was read. */
export type ReadLine = { readonly line: number; readonly fields: LineFields } | BrokenLine;

export interface PriceLinesOptions {
  /** For what a line does not say itself. */
  readonly defaults: RequestOptions;
  /** How a picture is found by the name in a line; without it none can be. */
  readonly imageOf?: (path: string) => ImageRef;
}

/** Nobody else waits longer than this for the price of many. */
const TURN_MS = 5;
const SAID = 80;
/** A reason repeats what was written, which may be as long as a line; the first reasons are part of what is noted with every line. */
const REASON = 300;

/**
 * The price of each line; of one that cannot be made, why.
 * @throws {EaselError} what is wrong with none of the lines, such as a store that cannot be reached; `batch-invalid` past the most lines.
 */
export async function* priceLines(
  lines: AsyncIterable<ReadLine>,
  price: PriceRequest,
  options: PriceLinesOptions,
): AsyncGenerator<BatchLine> {
  let count = 0;
  let turnSince = performance.now();
  for await (const line of lines) {
    count += 1;
    if (count > BATCH_LIMITS.lines)
      throw new EaselError('batch-invalid', {
        why: `This has more than ${BATCH_LIMITS.lines.toLocaleString('en-US')} lines. Leave some for another batch`,
      });
    yield 'broken' in line ? line : await priced(line, price, options);
    if (performance.now() - turnSince < TURN_MS) continue;
    await nextTurn();
    turnSince = performance.now();
  }
}

async function priced(
  { line, fields }: Exclude<ReadLine, BrokenLine>,
  price: PriceRequest,
  options: PriceLinesOptions,
): Promise<BatchLine> {
  try {
    const wish = readFields(fields);
    const request = requestOf(wish, options);
    const plan = await price(request);
    const costs = { credits: plan.price.total, pictures: expectedPictures(plan) };
    return { line, ...(wish.name !== undefined && { name: wish.name }), request, ...costs };
  } catch (thrown) {
    const error = asEaselError(thrown);
    if (!isOfTheLine(error)) throw error;
    return { line, broken: whyOf(error), said: saidIn(fields) };
  }
}

function whyOf(error: EaselError): string {
  const why = ofTheLine(plainText(explain(error)));
  return why.length > REASON ? `${why.slice(0, REASON)}…` : why;
}

/** What whoever runs Easel, or Easel itself, has to mend is wrong with all of them. */
const isOfTheLine = ({ blame, code }: EaselError): boolean =>
  (blame !== 'operator' && blame !== 'easel') || code === 'model-off';

function requestOf(
  { prompt, options, images, mask }: LineWish,
  { defaults, imageOf }: PriceLinesOptions,
): AcceptedRequest {
  const refOf = (path: string): ImageRef => {
    if (imageOf) return imageOf(path);
    throw new EaselError('option-invalid', { option: 'image', value: path.slice(0, 40), allowed: 'no picture here' });
  };
  return {
    command: images.length > 0 ? 'edit' : 'imagine',
    prompt,
    options: { ...defaults, ...options },
    images: images.map(refOf),
    instructions: [],
    ...(mask !== undefined && { mask: refOf(mask) }),
  };
}

const saidIn = (fields: LineFields): string => (fields.get('prompt') ?? '').slice(0, SAID);
