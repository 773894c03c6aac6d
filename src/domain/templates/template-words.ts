/** What a template's prompt is made of. */
export type TemplatePart =
  /** As its author wrote it, permutations and backslashes included. */
  | { readonly kind: 'words'; readonly words: string }
  /** Filled in by whoever uses it. `usual` is what stands there where nothing is given. */
  | { readonly kind: 'blank'; readonly name: string; readonly usual?: string }
  /** Another template. */
  | { readonly kind: 'include'; readonly name: string };

/** An escaped sign, `{{>name}}`, `{{name}}` or `{{name=usual}}`. A permutation inside another never closes both pairs at once. */
const PART =
  /\\[{},\\]|\{\{\s*(?:>\s*([\p{L}\p{N}][\p{L}\p{N}_-]*)\s*|(\p{L}[\p{L}\p{N}_-]*)\s*(?:=([^{}\n]*))?)\}\}/gu;

/** Reads a prompt: `a {red,blue} {{subject=cat}} in {{place}}, {{>house-style}}`. What is none of these is words. */
export function readTemplate(prompt: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let words = '';
  let at = 0;
  for (const match of prompt.matchAll(PART)) {
    const [whole, include, blank, usual] = match;
    words += prompt.slice(at, match.index);
    at = match.index + whole.length;
    if (include === undefined && blank === undefined) words += whole;
    else {
      if (words !== '') parts.push({ kind: 'words', words });
      words = '';
      parts.push(include === undefined ? blankOf(blank ?? '', usual) : { kind: 'include', name: folded(include) });
    }
  }
  words += prompt.slice(at);
  return words === '' ? parts : [...parts, { kind: 'words', words: whole(words) }];
}

function blankOf(name: string, usual: string | undefined): TemplatePart {
  const words = usual?.trim();
  return { kind: 'blank', name: folded(name), ...(words && { usual: words }) };
}

const folded = (name: string): string => name.normalize('NFC').toLowerCase();

/** A backslash at the end would take away the meaning of what follows where this is included. */
const whole = (words: string): string => ((/\\+$/.exec(words)?.[0].length ?? 0) % 2 === 0 ? words : `${words}\\`);
