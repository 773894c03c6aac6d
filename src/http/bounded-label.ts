/** What a label says where its value is one too many, or not fit to be one. */
const OTHER = 'other';
const WORD = /^[A-Za-z0-9_.:/*-]{1,64}$/;

/**
 * The values of one label: the first `limit` that come up, and `other` for all that follow. Whatever calls it, it makes a bounded
 * number of series.
 */
export function createBoundedLabel(limit: number): (value: string) => string {
  const known = new Set<string>();
  return (value) => {
    if (known.has(value)) return value;
    if (known.size >= limit || !WORD.test(value)) return OTHER;
    known.add(value);
    return value;
  };
}
