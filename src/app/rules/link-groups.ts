import { isSameAccount, type LinkedAccount, regrouped, whyNotTogether } from '#src/domain/link.ts';
import type { NewId } from '#src/ports/clock.ts';
import {
  changedMeanwhile,
  createMembership,
  linkRefused,
  type Membership,
  type MembershipParts,
  type NamedAccount,
} from './link-membership.ts';

/**
 * Groups of accounts, in two kinds of documents that cannot be changed together: an account's own record says which group it is in,
 * and the group says who is. It counts where both agree. The record is written first and taken away first, so whoever dies in
 * between leaves an account that is alone, and nobody is ever in two groups.
 */
export function createLinkGroups({ newId, ...parts }: MembershipParts & { readonly newId: NewId }) {
  const { membershipOf, presentIn, point } = createMembership(parts);
  const { linkGroups } = parts;
  return { of, connect, leave };

  /** All of its group, itself first; none where it is alone. */
  async function of(account: NamedAccount): Promise<readonly LinkedAccount[]> {
    const { members } = await membershipOf(account);
    const isOwn = (member: LinkedAccount) => Number(isSameAccount(member, account));
    return members.toSorted((one, other) => isOwn(other) - isOwn(one));
  }

  /** @throws {EaselError} `link-refused`. */
  async function connect(one: LinkedAccount, other: LinkedAccount): Promise<void> {
    const [first, second] = await Promise.all([membershipOf(one), membershipOf(other)]);
    if (first.members.length > 0 && second.members.length > 0)
      throw linkRefused('Both accounts are linked to others already; unlink one of them first.');
    const isSecond = second.members.length > 0;
    const [host, home, guest, was] = isSecond ? [other, second, one, first] : [one, first, other, second];
    const why = whyNotTogether([...(home.members.length > 0 ? home.members : [host]), guest]);
    if (why !== undefined) throw linkRefused(why);
    const groupId = openGroup(home) ?? newId();
    await point(host, home.groupId, groupId);
    await point(guest, was.groupId, groupId);
    await write(groupId, host, guest);
    if ((await of(guest)).some((member) => isSameAccount(member, host))) return;
    // The host left, or was linked elsewhere, in the same moment.
    await leave(guest);
    throw changedMeanwhile();
  }

  async function leave(account: NamedAccount): Promise<boolean> {
    const { groupId, members } = await membershipOf(account);
    if (groupId === undefined) return false;
    await point(account, groupId, undefined);
    await linkGroups.update(groupId, (group) => {
      const rest = regrouped(group, { remove: [{ ...account, platform: '' }] });
      return rest.members.length > 1 ? rest : undefined;
    });
    return members.length > 0;
  }

  /** Makes the group say what their records say. Who left meanwhile without being taken out is taken out. */
  async function write(groupId: string, host: LinkedAccount, guest: LinkedAccount): Promise<void> {
    const seen = (await linkGroups.get(groupId)) ?? { members: [] };
    const present = await presentIn(groupId, seen);
    const remove = seen.members.filter((member) => !present.includes(member));
    const last: { why?: string | undefined } = {};
    await linkGroups.update(groupId, (group) => {
      const next = regrouped(group, { remove, add: [host, guest] });
      last.why = whyNotTogether(next.members);
      return last.why === undefined ? next : group;
    });
    if (last.why === undefined) return;
    await point(guest, groupId, undefined);
    throw linkRefused(last.why);
  }
}

const openGroup = ({ groupId, members, isNew }: Membership): string | undefined =>
  members.length > 0 || isNew ? groupId : undefined;
