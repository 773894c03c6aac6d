import { createHash } from 'node:crypto';
import {
  guessedRight,
  guessing,
  isSameAccount,
  LINK_CODE_MS,
  type LinkCode,
  type LinkedAccount,
  type LinkRecord,
  linkCodeOf,
  readLinkCode,
  shownLinkCode,
} from '#src/domain/link.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import { linkName, linkRefused, type NamedAccount } from './link-membership.ts';

export interface CodeParts {
  /** By account. */
  readonly links: Documents<LinkRecord>;
  /** By a name that the code cannot be read from. */
  readonly linkCodes: Documents<LinkCode>;
  /** Makes a pseudonym that only this installation can make. */
  readonly safetyIdOf: (name: string) => string;
  readonly clock: Clock;
  readonly newId: NewId;
}

/** A code, and the platform's own id of the event it was said in. */
export interface SaidCode {
  readonly said: string;
  readonly eventId: string;
}

/** So long a repeated event still finds the code it used. */
const KEPT_MS = 3_600_000;

/** Short codes that prove that two accounts are one human's. */
export function createLinkCodes({ links, linkCodes, safetyIdOf, clock, newId }: CodeParts) {
  const guesses = createGuesses({ links, clock });
  return { give, claim, drop, forget, sweep };

  /** A new one; an account has one at a time. */
  async function give(account: LinkedAccount): Promise<{ readonly code: string; readonly endsAt: number }> {
    const code = linkCodeOf(BigInt(`0x${digest(newId())}`));
    const name = nameOf(code);
    const endsAt = clock.now() + LINK_CODE_MS;
    await linkCodes.update(name, () => ({ by: account, endsAt }));
    const older: { name?: string | undefined } = {};
    await links.update(linkName(account), (known) => {
      older.name = known?.code;
      return { ...known, code: name };
    });
    if (older.name !== undefined) await linkCodes.remove(older.name);
    return { code: shownLinkCode(code), endsAt };
  }

  /** Its code, also a used one, is worthless from here on. */
  async function drop(account: NamedAccount): Promise<void> {
    const record = await links.get(linkName(account));
    if (record?.code !== undefined) await linkCodes.remove(record.code);
  }

  /** Everything kept about an account: its code, and what it guessed. */
  async function forget(account: NamedAccount): Promise<void> {
    await drop(account);
    await links.remove(linkName(account));
  }

  /** Forgets codes that ended long ago. */
  async function sweep(): Promise<void> {
    for await (const [name, { endsAt }] of linkCodes.list())
      if (endsAt < clock.now() - KEPT_MS) await linkCodes.remove(name);
  }

  /**
   * @returns whose it is, and whether this very event was the first to say it.
   * @throws {EaselError} `link-refused`.
   */
  async function claim(account: LinkedAccount, { said, eventId }: SaidCode) {
    const guessedAt = await guesses.count(account);
    const { by, usedIn } = await take(account, { said, eventId });
    await guesses.wasRight(account, guessedAt);
    return { by, isFirst: usedIn === eventId };
  }

  /** Of several who say it at once one is first. */
  async function take(account: LinkedAccount, { said, eventId }: SaidCode): Promise<LinkCode> {
    const code = readLinkCode(said);
    if (code === undefined) throw linkRefused('A code has eight letters and digits, such as ABCD-2345.');
    const now = clock.now();
    return checked(await linkCodes.update(nameOf(code), (known) => saidBy(known, { account, eventId, now })), account);
  }

  /** Keyed, so that who reads the store cannot try all codes. */
  function nameOf(code: string): string {
    return digest(safetyIdOf(`link ${code}`));
  }
}

function createGuesses({ links, clock }: Pick<CodeParts, 'links' | 'clock'>) {
  return { count, wasRight };

  /** Counted before it is looked at, so that many guesses at once are many. @returns when. */
  async function count(account: NamedAccount): Promise<number> {
    const now = clock.now();
    const last: { until?: number | undefined } = {};
    await links.update(linkName(account), (known) => {
      const { record, until } = guessing(known ?? {}, now);
      last.until = until;
      return until === undefined ? record : known;
    });
    if (last.until === undefined) return now;
    const minutes = Math.ceil((last.until - now) / 60_000);
    throw linkRefused(`Too many codes were wrong; try again in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}.`);
  }

  async function wasRight(account: NamedAccount, guessedAt: number): Promise<void> {
    await links.update(linkName(account), (known) => known && guessedRight(known, guessedAt));
  }
}

/** The code once this account has said it; as it was where that takes nothing. */
function saidBy(
  code: LinkCode | undefined,
  { account, eventId, now }: { readonly account: LinkedAccount; readonly eventId: string; readonly now: number },
): LinkCode | undefined {
  const isFree = code && code.usedBy === undefined && now < code.endsAt && !isSameAccount(code.by, account);
  return isFree ? { ...code, usedBy: linkName(account), usedIn: eventId } : code;
}

function checked(found: LinkCode | undefined, account: LinkedAccount): LinkCode {
  if (!found) throw linkRefused('Nobody has this code, or not any more.');
  if (isSameAccount(found.by, account)) throw linkRefused('This is your own code; say it where your other account is.');
  if (found.usedBy === undefined) throw linkRefused('This code is older than ten minutes.');
  if (found.usedBy !== linkName(account)) throw linkRefused('Somebody else has used this code.');
  return found;
}

const digest = (said: string): string => createHash('sha256').update(said).digest('hex');
