/** Where models put the address of a picture; the first of these that has one counts, the others name it again. */
const NAMES = ['url', 'uri', 'image', 'src', 'imageUrl', 'image_url'] as const;

/** Deeper than any model answers. */
const MAX_DEPTH = 8;
/** More than any model makes. */
const MAX_FOUND = 64;

/**
 * The addresses of all pictures in a model's output, whatever its shape: a string, a list, an object with one of the usual names,
 * a file object of the SDK, or any of these within each other. Data URLs are addresses too. Each is given once, in order.
 */
export function addressesOf(output: unknown): readonly string[] {
  return [...new Set(found(output, 0))].slice(0, MAX_FOUND);
}

function found(value: unknown, depth: number): readonly string[] {
  if (depth > MAX_DEPTH) return [];
  if (typeof value === 'string') return isAddress(value) ? [value.trim()] : [];
  if (value instanceof URL) return found(value.href, depth);
  if (Array.isArray(value)) return value.flatMap((item) => found(item, depth + 1));
  return isObject(value) ? inObject(value, depth) : [];
}

function inObject(value: Readonly<Record<string, unknown>>, depth: number): readonly string[] {
  for (const name of NAMES) {
    const named = found(read(value, name), depth + 1);
    if (named.length > 0) return named;
  }
  return Object.keys(value)
    .filter((key) => !NAMES.some((name) => name === key))
    .flatMap((key) => found(value[key], depth + 1));
}

/** The SDK's file objects tell their address by a function. */
function read(value: Readonly<Record<string, unknown>>, name: string): unknown {
  const member = value[name];
  return name === 'url' && typeof member === 'function' ? member.call(value) : member;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;

const isAddress = (words: string): boolean => /^\s*(?:https?:\/\/\S|data:image\/)/i.test(words);
