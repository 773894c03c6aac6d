import { credits } from './error-texts.ts';
import { type FittedOptions, fitOptions } from './fit.ts';
import type { ModelEntry } from './model.ts';
import type { CreditPolicy } from './policy.ts';
import { type Price, priceOf } from './price.ts';
import { isWord, MAX_COUNT, type PictureRequest } from './request.ts';
import { formatSize } from './shape.ts';
import { type Text, text } from './text.ts';

/** How many pictures are on one sheet. */
export const TILES = 4;

/** A grid of variations, and how it is made the cheaper way. */
export interface GridPlan {
  /** `sheet`: the model draws four on one picture, which is split; `single`: each by itself. */
  readonly way: 'sheet' | 'single';
  /** Of the model's pictures: sheets, or single ones. */
  readonly options: FittedOptions;
  readonly price: Price;
  /** Whole credits that one picture by itself would cost. */
  readonly singlePrice: number;
  readonly warnings: readonly Text[];
}

/**
 * Decides how four, or a multiple of four, variations come about: as sheets, or one by one, whichever is cheaper at the
 * provider, else in credits. Only models that can draw a sheet are asked for one.
 *
 * @throws {EaselError} as `fitOptions`.
 */
export function planGrid(
  request: PictureRequest,
  { model, policy }: { readonly model: ModelEntry; readonly policy: CreditPolicy },
): GridPlan {
  const asked = request.options.n ?? TILES;
  // What is no count at all is refused by the fitting, with the word for it.
  const isCount = Number.isInteger(asked) && asked > 0;
  const tiles = isCount ? Math.ceil(asked / TILES) * TILES : asked;
  const wanted = { ...request, options: { ...request.options, n: tiles } };
  const { options, warnings } = fitOptions(wanted, { model }, isCount ? tiles : MAX_COUNT);
  const rounded = tiles === asked ? [] : [text(`A grid has fours of pictures, so ${tiles} are made.`)];
  const price = priceOfGrid(options, request, model, policy);
  const single: GridPlan = {
    way: 'single',
    options,
    price,
    singlePrice: price.each,
    warnings: [...rounded, ...warnings],
  };
  // A sheet has gutters, and all of it is filled: nothing could be seen through.
  const drawsSheets = model.operations.sheet && !isWord(request.options.background, 'transparent');
  if (!drawsSheets) return single;
  const sheet = sheetOptions(options, request, model);
  const sheetPrice = priceOfGrid(sheet, request, model, policy);
  if (!isCheaper(sheetPrice, price)) return single;
  return {
    way: 'sheet',
    options: sheet,
    price: sheetPrice,
    singlePrice: price.each,
    warnings: [...single.warnings, sheetNote(sheet, tiles, sheetPrice, price)],
  };
}

function priceOfGrid(
  { quality, size, count }: FittedOptions,
  { references }: PictureRequest,
  model: ModelEntry,
  policy: CreditPolicy,
): Price {
  return priceOf(model, { references: references.length, quality, size, count }, policy);
}

/** Four times the pixels where the model has them, so that a tile is as large as a single picture would be. */
function sheetOptions(single: FittedOptions, request: PictureRequest, model: ModelEntry): FittedOptions {
  const { size, count } = single;
  const { quality: _quality, aspect: _aspect, ...options } = request.options;
  const wanted = size === 'auto' ? {} : { size: formatSize({ width: size.width * 2, height: size.height * 2 }) };
  const keepsQuality = model.shape.kind === 'size' && request.options.quality !== undefined;
  const { options: sheet } = fitOptions(
    {
      ...request,
      options: { ...options, ...wanted, n: count / TILES, ...(keepsQuality && { quality: request.options.quality }) },
    },
    { model },
    count,
  );
  return sheet;
}

/** At the provider where both prices are known, else in credits. */
function isCheaper(one: Price, other: Price): boolean {
  if (one.estimateUsdMicros !== undefined && other.estimateUsdMicros !== undefined)
    return one.estimateUsdMicros < other.estimateUsdMicros && one.total <= other.total;
  return one.total < other.total;
}

function sheetNote({ size, count }: FittedOptions, tiles: number, price: Price, single: Price): Text {
  const sheets = count === 1 ? 'one sheet' : `${count} sheets`;
  const pictures = `${tiles} pictures`;
  const about =
    size === 'auto'
      ? ''
      : ` of a little under ${formatSize({ width: Math.floor(size.width / 2), height: Math.floor(size.height / 2) })}`;
  return text(
    `Planned as ${sheets}, to be split into ${pictures}${about}: ${credits(price.total)} instead of ${credits(single.total)}.`,
  );
}
