import type { CompatibleFlags } from '#src/domain/connection.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import { harmless } from './harmless.ts';

/** How a request is put into words: the prompt, and what of it has a field of its own. */
export interface Wording {
  readonly prompt: string;
  readonly seed?: number;
  readonly negative_prompt?: string;
  /** Something in the person's words would have been an order and was not sent. */
  readonly disarmed: boolean;
}

/**
 * What the server is told about the content. The person's words come first and are made harmless; only then our own block or
 * negative part is added.
 *
 * @param plain says only what has to do with the words themselves: for a route that reads no orders in its prompt.
 * @throws {EaselError} `empty-prompt` where nothing is left of the words.
 */
export function wordingOf(flags: CompatibleFlags, request: FittedRequest, plain = false): Wording {
  const { seed, negative } = request.options;
  const orders = ordersOf(flags);
  const words = harmless(request.prompt, orders);
  const unwanted = negative === undefined ? undefined : harmless(negative, orders);
  if (words.trim() === '') throw new EaselError('empty-prompt', {});
  const disarmed = words !== request.prompt || unwanted !== negative;
  if (plain) return { prompt: words, disarmed };
  return {
    prompt: `${words}${negativePart(flags, unwanted)}${block(flags, seed, unwanted)}`,
    ...(flags.seed === 'field' && seed !== undefined && { seed }),
    ...(flags.negative === 'field' && unwanted && { negative_prompt: unwanted }),
    disarmed,
  };
}

/** What this server would read as an order: what the operator says, and everything we use ourselves. */
function ordersOf({ seed, negative, sanitize }: CompatibleFlags): CompatibleFlags['sanitize'] {
  const ours = [seed, negative].filter((way) => way === 'pipe' || way === 'sd-extra-args');
  return [...new Set([...sanitize, ...ours])];
}

const negativePart = (flags: CompatibleFlags, unwanted: string | undefined): string =>
  flags.negative === 'pipe' && unwanted ? `|${unwanted}` : '';

/** What begins a tag, and what a pattern takes for the end of a line. */
const UNSAFE = /[<\u2028\u2029]/g;

/**
 * stable-diffusion.cpp's own settings, as it looks for them at any place of the prompt: within one line, up to the tag that ends
 * them. So what could end them early is written as its number.
 */
function block(flags: CompatibleFlags, seed: number | undefined, unwanted: string | undefined): string {
  const settings = {
    ...(flags.seed === 'sd-extra-args' && seed !== undefined && { seed }),
    ...(flags.negative === 'sd-extra-args' && unwanted && { negative_prompt: unwanted }),
  };
  if (Object.keys(settings).length === 0) return '';
  const json = JSON.stringify(settings).replace(UNSAFE, asNumber);
  return ` <sd_cpp_extra_args>${json}</sd_cpp_extra_args>`;
}

const asNumber = (sign: string): string => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
