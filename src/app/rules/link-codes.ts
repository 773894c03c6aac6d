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

/** So long a repeated event still finds the code it used. */
const KEPT_MS = 3_600_000;

/** Short codes that prove that two accounts are one human's. */
export function createLinkCodes({ links, linkCodes, safetyIdOf, clock, newId }: CodeParts) {
  const guesses = createGuesses({ links, clock });
  return { give, claim, forget, sweep };

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

  /** Everything kept about an account: its code, and what it guessed. */
  async function forget(account: NamedAccount): Promise<void> {
    const record = await links.get(linkName(account));
    if (record?.code !== undefined) await linkCodes.remove(record.code);
    await links.remove(linkName(account));
  }

  /** Forgets codes that ended long ago. */
  async function sweep(): Promise<void> {
    for await (const [name, { endsAt }] of linkCodes.list())
      if (endsAt < clock.now() - KEPT_MS) await linkCodes.remove(name);
  }

  /** @returns the code as this account has it from here on. @throws {EaselError} `link-refused`. */
  async function claim(account: LinkedAccount, said: string): Promise<LinkCode> {
    const guessedAt = await guesses.count(account);
    const found = await take(account, said);
    await guesses.wasRight(account, guessedAt);
    return found;
  }

  /** Of several who say it at once one is first. */
  async function take(account: LinkedAccount, said: string): Promise<LinkCode> {
    const code = readLinkCode(said);
    if (code === undefined) throw linkRefused('A code has eight letters and digits, such as ABCD-2345.');
    const [now, id] = [clock.now(), linkName(account)];
    const found = await linkCodes.update(nameOf(code), (known) =>
      known && known.usedBy === undefined && now < known.endsAt && !isSameAccount(known.by, account)
        ? { ...known, usedBy: id }
        : known,
    );
    return checked(found, account);
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

function checked(found: LinkCode | undefined, account: LinkedAccount): LinkCode {
  if (!found) throw linkRefused('Nobody has this code, or not any more.');
  if (isSameAccount(found.by, account)) throw linkRefused('This is your own code; say it where your other account is.');
  if (found.usedBy === undefined) throw linkRefused('This code is older than ten minutes.');
  if (found.usedBy !== linkName(account)) throw linkRefused('Somebody else has used this code.');
  return found;
}

const digest = (said: string): string => createHash('sha256').update(said).digest('hex');
