import type { CompatibleFlags } from '#src/domain/connection.ts';

type Order = CompatibleFlags['sanitize'][number];

/** A tag of stable-diffusion.cpp's block. Its server knows only the exact one; others may be less strict. */
const TAG = /(<\s*\/?\s*sd_cpp_extra_args\s*>)/i;
const NAME = /sd_cpp_extra_args/gi;

const WITHOUT: Readonly<Record<Order, (words: string) => string>> = {
  'sd-extra-args': (words) => (words.search(NAME) < 0 ? words : tidy(withoutBlocks(words).replace(NAME, ' '))),
  // LocalAI splits there, and knows no way to write the sign itself.
  pipe: (words) => words.replaceAll('|', '/'),
};

/** A person's words without what the server would take for orders. */
export const harmless = (words: string, orders: readonly Order[]): string =>
  orders.reduce((text, order) => WITHOUT[order](text), words);

/**
 * Takes out whole blocks with what is in them, also one within another, and tags that stand alone. What is taken out leaves a
 * space, so that the parts of a name never meet. One pass, because people may write anything of any length.
 */
function withoutBlocks(words: string): string {
  const parts = words.split(TAG);
  const lastEnd = parts.findLastIndex((part, at) => isTag(at) && isEnd(part));
  let depth = 0;
  const kept = parts.map((part, at) => {
    if (!isTag(at)) return depth > 0 ? '' : part;
    if (isEnd(part)) depth = Math.max(0, depth - 1);
    else if (at < lastEnd) depth += 1;
    return ' ';
  });
  return kept.join('');
}

/** Spaces may be fewer, but none goes that keeps two words apart. */
const tidy = (words: string): string => words.replace(/ {2,}/g, ' ').trim();

/** The split puts what it split at in every second place. */
const isTag = (at: number): boolean => at % 2 === 1;

const isEnd = (tag: string): boolean => tag.includes('/');
