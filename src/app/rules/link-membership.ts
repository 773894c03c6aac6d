import { accountIdOf } from '#src/app/accept-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import { isSameAccount, type LinkedAccount, type LinkGroup, type LinkRecord } from '#src/domain/link.ts';
import type { Documents } from '#src/ports/documents.ts';

export type NamedAccount = Pick<LinkedAccount, 'tenantId' | 'personId'>;

export interface MembershipParts {
  /** By account. */
  readonly links: Documents<LinkRecord>;
  readonly linkGroups: Documents<LinkGroup>;
}

export interface Membership {
  readonly groupId: string | undefined;
  /** All of the group, also the account itself; empty where it is alone. */
  readonly members: readonly LinkedAccount[];
  /** Its group has a name and is not written: another process is about to, or died. */
  readonly isNew: boolean;
}

/** Who is in which group. */
export function createMembership({ links, linkGroups }: MembershipParts) {
  return { membershipOf, presentIn, point };

  async function membershipOf(account: NamedAccount): Promise<Membership> {
    const groupId = (await links.get(linkName(account)))?.groupId;
    const group = groupId === undefined ? undefined : await linkGroups.get(groupId);
    const present = groupId !== undefined && group ? await presentIn(groupId, group) : [];
    const isIn = present.length > 1 && present.some((member) => isSameAccount(member, account));
    return { groupId, members: isIn ? present : [], isNew: groupId !== undefined && group === undefined };
  }

  /** Those whose own records say so too. */
  async function presentIn(groupId: string, { members }: LinkGroup): Promise<readonly LinkedAccount[]> {
    const records = await Promise.all(members.map((member) => links.get(linkName(member))));
    return members.filter((_, place) => records[place]?.groupId === groupId);
  }

  /** Says in its own record which group an account is in, only where the record is still as it was seen. */
  async function point(account: NamedAccount, seen: string | undefined, groupId: string | undefined): Promise<void> {
    const stored = await links.update(linkName(account), (known) => {
      const { groupId: current, ...record } = known ?? {};
      if (current !== seen || current === groupId) return known;
      return groupId === undefined ? record : { ...record, groupId };
    });
    if (stored?.groupId !== groupId) throw changedMeanwhile();
  }
}

export const linkName = ({ tenantId, personId }: NamedAccount): string => accountIdOf(tenantId, personId);

export const linkRefused = (why: string): EaselError => new EaselError('link-refused', { why });

export const changedMeanwhile = (): EaselError =>
  linkRefused('Something else was linked or unlinked in the same moment; try again.');
