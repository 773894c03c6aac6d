import { isSameAccount, type LinkedAccount } from '#src/domain/link.ts';
import { type CodeParts, createLinkCodes } from './link-codes.ts';
import { createLinkGroups } from './link-groups.ts';
import type { MembershipParts, NamedAccount } from './link-membership.ts';

/** Accounts of one human. */
export interface Links {
  /** An account and those linked to it, itself first; none where it is alone. */
  of(account: NamedAccount): Promise<readonly LinkedAccount[]>;
  /** A new code for an account. */
  code(account: LinkedAccount): Promise<{ readonly code: string; readonly endsAt: number }>;
  /** Links an account to the one that has the code. @throws {EaselError} `link-refused`. */
  join(account: LinkedAccount, said: string): Promise<readonly LinkedAccount[]>;
  /** @returns whether it was linked to any. @throws {EaselError} `link-refused` where it was linked in the same moment. */
  unlink(account: NamedAccount): Promise<boolean>;
  /** The same, and nothing of it is kept. */
  forget(account: NamedAccount): Promise<void>;
  /** Forgets codes that ended long ago. */
  sweep(): Promise<void>;
}

export function createLinks(parts: CodeParts & MembershipParts): Links {
  const codes = createLinkCodes(parts);
  const groups = createLinkGroups(parts);
  return { of: groups.of, code: codes.give, join, unlink: groups.leave, forget, sweep: codes.sweep };

  async function forget(account: NamedAccount): Promise<void> {
    await groups.leave(account);
    await codes.forget(account);
  }

  async function join(account: LinkedAccount, said: string): Promise<readonly LinkedAccount[]> {
    const { by } = await codes.claim(account, said);
    const already = await groups.of(account);
    if (!already.some((other) => isSameAccount(other, by))) await groups.connect(by, account);
    return groups.of(account);
  }
}
