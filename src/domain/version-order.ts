import { readBack } from './version-back.ts';
import { readCompared } from './version-compare.ts';
import { LEADING_REF, readRef, type VersionRef } from './version-ref.ts';

/** What somebody wants done with the versions of a conversation about pictures. */
export type VersionOrder =
  /** Go on from an earlier one. */
  | { readonly kind: 'use'; readonly version: VersionRef }
  /** Only see it once more. */
  | { readonly kind: 'show'; readonly version: VersionRef }
  | { readonly kind: 'back'; readonly steps: number }
  /** None means the newest with what it was made of, one means the newest with that one. */
  | { readonly kind: 'compare'; readonly versions: readonly VersionRef[] }
  /** Changes that one instead of the newest. */
  | { readonly kind: 'change'; readonly version: VersionRef; readonly prompt: string };

/** No order is longer; what is, says what should change. */
const MOST_LETTERS = 120;

/**
 * Reads an order in English or German, as people type. Only a whole message counts: one more word makes it a prompt.
 * @returns `undefined` for a prompt.
 */
export function readVersionOrder(message: string): VersionOrder | undefined {
  const words = message.normalize('NFC').trim();
  const order = words.length <= MOST_LETTERS ? orderIn(bare(words)) : undefined;
  return order ?? changeIn(words);
}

function orderIn(words: string): VersionOrder | undefined {
  const steps = readBack(words);
  if (steps !== undefined) return { kind: 'back', steps };
  const compared = readCompared(words);
  return compared ? { kind: 'compare', versions: compared } : oneIn(words);
}

const BEFORE =
  /^(?:please|pls|bitte|ok(?:ay)?|now|jetzt|can you|could you|kannst du|k(?:ö|oe)nntest du|hey|so)[,\s]+/iu;
const AFTER = /[\s,]+(?:please|pls|bitte|now|jetzt|again|wieder|nochmals?|instead|thanks|thank you|danke)$/iu;
const MARKS = /^[\s"'„“”‚‘’«»*_`/!.-]+|[\s"'„“”‚‘’«»*_`!?.…]+$/gu;

/** Without marks and courtesy around it, and with single spaces. */
function bare(words: string): string {
  const plain = words.replace(MARKS, '').replace(/\s+/g, ' ').replace(BEFORE, '').replace(AFTER, '');
  return plain === words ? plain : bare(plain);
}

const wordsOf = (words: string): ReadonlySet<string> => new Set(words.split(/\s+/));

const SHOWING = wordsOf('show see view zeig zeige zeigen');
const USING = wordsOf(
  `go back return revert switch jump undo reset roll rollback restore use take pick choose select continue resume start keep prefer want
   zurück zurueck zuruck geh gehe gehen kehr kehre kehren wechsle wechsel wechseln spring springe nimm nehme nehmen benutz benutze
   benutzen verwende verwenden nutze nutzen weiter wiederherstellen behalte behalten will möchte moechte`,
);
const BETWEEN = wordsOf(
  `to with from at on the me i us let's lets again version wieder nochmal auf zu zur mit bei von ab die der das den dem ich wir lass uns
   mir mach mache machen her stelle stell it es`,
);

/** `go back to v2`, `v1 nehmen`, `show me v1`, or the name alone. */
function oneIn(words: string): VersionOrder | undefined {
  const named = NAMED.exec(words);
  const version = named && readRef(named[0]);
  if (!named || !version) return undefined;
  const around = [
    ...wordsOf(`${words.slice(0, named.index)} ${words.slice(named.index + named[0].length)}`.toLowerCase()),
  ];
  const others = around.filter((word) => word !== '' && !BETWEEN.has(word));
  if (others.every((word) => USING.has(word))) return { kind: 'use', version };
  return others.every((word) => SHOWING.has(word)) ? { kind: 'show', version } : undefined;
}

const NAMED = new RegExp(String.raw`(?<![\p{L}\p{N}.-])${LEADING_REF}(?![\p{L}\p{N}-])`, 'iu');

const LEAD = new RegExp(
  String.raw`^((?:[\p{L}']+ ){0,5}?)(${LEADING_REF})((?:\s*[,;:]|\.(?=\s)|\s[–—-](?=\s))?\s+|[,;:])`,
  'iu',
);
const JOINED = /^(?:(?:and|then|but|und|dann|aber) )+/iu;
const IN = wordsOf('in on from bei von');

/** `v2 make it warmer`, `go back to v1 and make it blue`; a name alone before other words is enough, `V8-Motor` is none. */
function changeIn(words: string): VersionOrder | undefined {
  const [start, lead = '', named = '', gap = ''] = LEAD.exec(words) ?? [];
  const version = readRef(named);
  if (start === undefined || !version) return undefined;
  const rest = words.slice(start.length);
  const prompt = rest.replace(JOINED, '').trim();
  if (prompt === '' || SEVERAL.test(rest)) return undefined;
  const said = [...wordsOf(lead.trim().toLowerCase())].filter((word) => word !== '');
  if (said.every((word) => IN.has(word)) && said.length <= 1) return { kind: 'change', version, prompt };
  const isUse = said.every((word) => USING.has(word) || BETWEEN.has(word)) && said.some((word) => USING.has(word));
  const isApart = /[,;:.–—-]/.test(gap) || prompt !== rest.trim();
  return isUse && isApart ? { kind: 'change', version, prompt } : undefined;
}

/** Words about several versions are about all of them. */
const SEVERAL = new RegExp(
  String.raw`^(?:(?:and|und|with|mit|vs\.?|or|oder|to|zu|&|\+)\s+)?(?:the\s+|die\s+)?${LEADING_REF}(?![\p{L}\p{N}-])`,
  'iu',
);
