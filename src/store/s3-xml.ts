/** What one page of a listing says. */
export interface ListedPage {
  readonly keys: readonly string[];
  /** Asks for the next page; absent on the last one. */
  readonly next?: string;
}

/** Reads the answer to a list of objects. Our keys need no escapes; others' are not touched. */
export function readPage(xml: string): ListedPage {
  const keys = [...xml.matchAll(/<Key>([^<]*)<\/Key>/g)].map(([, key = '']) => key);
  const next = elementOf(xml, 'NextContinuationToken');
  return { keys, ...(elementOf(xml, 'IsTruncated') === 'true' && next !== undefined && { next }) };
}

/** The text of the first element of that name, its escapes undone. */
export function elementOf(xml: string, name: string): string | undefined {
  const [, text] = xml.match(new RegExp(`<${name}>([^<]*)</${name}>`)) ?? [];
  return text?.replace(
    /&(lt|gt|quot|apos|amp|#\d+|#x[\da-fA-F]+);/g,
    (whole, name: string) => unescaped(name) ?? whole,
  );
}

const NAMED: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };

function unescaped(name: string): string | undefined {
  if (!name.startsWith('#')) return NAMED[name];
  const point = Number(name.startsWith('#x') ? `0${name.slice(1)}` : name.slice(1));
  return point <= 0x10ffff ? String.fromCodePoint(point) : undefined;
}
