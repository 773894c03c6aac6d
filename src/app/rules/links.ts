import { isSameAccount, type LinkedAccount } from '#src/domain/link.ts';
import { type CodeParts, createLinkCodes, type SaidCode } from './link-codes.ts';
import { createLinkGroups } from './link-groups.ts';
import { linkRefused, type MembershipParts, type NamedAccount } from './link-membership.ts';

/** Accounts of one human. */
export interface Links {
  /** An account and those linked to it, itself first; none where it is alone. */
  of(account: NamedAccount): Promise<readonly LinkedAccount[]>;
  /** A new code for an account. */
  code(account: LinkedAccount): Promise<{ readonly code: string; readonly endsAt: number }>;
  /** Links an account to the one that has the code. @throws {EaselError} `link-refused`. */
  join(account: LinkedAccount, code: SaidCode): Promise<readonly LinkedAccount[]>;
  /**
   * Codes of its group link nobody any more.
   * @returns whether it was linked to any. @throws {EaselError} `link-refused` where it was linked in the same moment.
   */
  unlink(account: NamedAccount): Promise<boolean>;
  /** The same, and nothing of it is kept. */
  forget(account: NamedAccount): Promise<void>;
  /** Forgets codes that ended long ago. */
  sweep(): Promise<void>;
}

export function createLinks(parts: CodeParts & MembershipParts): Links {
  const codes = createLinkCodes(parts);
  const groups = createLinkGroups(parts);
  return { of: groups.of, code: codes.give, join, unlink, forget, sweep: codes.sweep };

  async function forget(account: NamedAccount): Promise<void> {
    await unlink(account);
    await codes.forget(account);
  }

  /** Codes first: whoever dies in between leaves a group that nobody can come back to. */
  async function unlink(account: NamedAccount): Promise<boolean> {
    for (const each of [account, ...(await groups.of(account))]) await codes.drop(each);
    return groups.leave(account);
  }

  async function join(account: LinkedAccount, code: SaidCode): Promise<readonly LinkedAccount[]> {
    const { by, isFirst } = await codes.claim(account, code);
    const already = await groups.of(account);
    if (already.some((other) => isSameAccount(other, by))) return already;
    // It proved once that both are one human's; they may have parted since.
    if (!isFirst) throw linkRefused('This code was used already; ask for a new one.');
    await groups.connect(by, account);
    return groups.of(account);
  }
}
