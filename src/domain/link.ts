/** An account of somebody who has several, on one platform each. */
export interface LinkedAccount {
  readonly tenantId: string;
  readonly personId: string;
  readonly platform: string;
  /** What they are called there. */
  readonly name?: string;
}

/** Accounts of one human. An account belongs to it where its own record says so too. */
export interface LinkGroup {
  readonly members: readonly LinkedAccount[];
}

/** What one account knows of linking. */
export interface LinkRecord {
  readonly groupId?: string;
  /** The name of its newest code; a newer one makes an older one worthless. */
  readonly code?: string;
  /** When it said wrong codes lately, epoch milliseconds. */
  readonly wrong?: readonly number[];
}

/** A code somebody was given, stored under a name it cannot be read from. */
export interface LinkCode {
  readonly by: LinkedAccount;
  readonly endsAt: number;
  /** The account that said it first; nobody else may. */
  readonly usedBy?: string;
  /** The event it was said in: the same one, come again, may go on with it. */
  readonly usedIn?: string;
}

const MAX_LINKED = 8;
export const LINK_CODE_MS = 10 * 60_000;
const WRONG_MAX = 5;
const WRONG_MS = 15 * 60_000;

/** Nothing that looks like something else: no I, L, O, 0 and 1. */
const LETTERS = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const CODE_LENGTH = 8;

/** Eight letters out of random bits, of which it needs 40. */
export function linkCodeOf(bits: bigint): string {
  const base = BigInt(LETTERS.length);
  let rest = bits;
  return Array.from({ length: CODE_LENGTH }, () => {
    const letter = LETTERS[Number(rest % base)] ?? '';
    rest /= base;
    return letter;
  }).join('');
}

/** `ABCDEFGH` -> `ABCD-EFGH`. */
export const shownLinkCode = (code: string): string => `${code.slice(0, 4)}-${code.slice(4)}`;

/** A code as somebody says it, in any case and with any dashes and spaces; `undefined` where it can be none. */
export function readLinkCode(said: string): string | undefined {
  const code = said.replace(/[\s\-–—‐]/g, '').toUpperCase();
  return code.length === CODE_LENGTH && [...code].every((letter) => LETTERS.includes(letter)) ? code : undefined;
}

/**
 * Counts one more guess. The record is the same one where too many were wrong already.
 * @returns until when nothing more may be said, where that is so.
 */
export function guessing(record: LinkRecord, now: number): { readonly record: LinkRecord; readonly until?: number } {
  const wrong = (record.wrong ?? []).filter((at) => at > now - WRONG_MS && at <= now);
  const [oldest] = wrong;
  if (oldest !== undefined && wrong.length >= WRONG_MAX) return { record, until: oldest + WRONG_MS };
  return { record: { ...record, wrong: [...wrong, now] } };
}

/** The guess made at that time was none. */
export function guessedRight({ wrong = [], ...record }: LinkRecord, at: number): LinkRecord {
  const place = wrong.lastIndexOf(at);
  const rest = wrong.filter((_, index) => index !== place);
  return rest.length > 0 ? { ...record, wrong: rest } : record;
}

/** Why these cannot be accounts of one human; `undefined` where they can. */
export function whyNotTogether(accounts: readonly LinkedAccount[]): string | undefined {
  if (new Set(accounts.map(({ tenantId }) => tenantId)).size < accounts.length)
    return 'Two of them are in the same server, where everybody has one account.';
  if (accounts.length > MAX_LINKED) return `At most ${MAX_LINKED} accounts can be linked.`;
  return undefined;
}

/** Adds some and takes others away; both may have been done before. */
export function regrouped(
  group: LinkGroup | undefined,
  { add = [], remove = [] }: { readonly add?: readonly LinkedAccount[]; readonly remove?: readonly LinkedAccount[] },
): LinkGroup {
  const gone = [...add, ...remove];
  const kept = (group?.members ?? []).filter((member) => !gone.some((other) => isSameAccount(member, other)));
  return { members: [...kept, ...add] };
}

export const isSameAccount = (
  one: Pick<LinkedAccount, 'tenantId' | 'personId'>,
  other: Pick<LinkedAccount, 'tenantId' | 'personId'>,
): boolean => one.tenantId === other.tenantId && one.personId === other.personId;
