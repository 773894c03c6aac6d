import { z } from 'zod';
import type { Actor } from '#src/ports/chat-platform.ts';
import type { Workspace } from '../origin.ts';
import { listOf, maybe } from './shapes.ts';

export interface Person {
  readonly displayName: string;
  readonly isModerator: boolean;
  /** Somebody who sees only some channels, or comes from another workspace. */
  readonly isGuest: boolean;
  readonly locale?: string;
  /** Ids of the user groups they are in; absent where Slack does not tell. */
  readonly groups?: readonly string[];
}

const Name = maybe(z.string());
const Yes = z.boolean().catch(false);

const Ranks = z.object({ is_admin: Yes, is_owner: Yes, is_primary_owner: Yes });

const User = Ranks.extend({
  id: z.string(),
  name: Name,
  real_name: Name,
  profile: maybe(z.object({ display_name: Name, real_name: Name })),
  team_id: maybe(z.string()),
  enterprise_user: maybe(Ranks.extend({ enterprise_id: maybe(z.string()), teams: listOf(z.string()) })),
  deleted: Yes,
  is_restricted: Yes,
  is_ultra_restricted: Yes,
  is_stranger: Yes,
  locale: maybe(z.string()),
});

type User = z.infer<typeof User>;

const Info = z.object({ user: User });

/** Somebody who asks for something. */
export const actorOf = (userId: string, { displayName, isModerator, groups }: Person): Actor => ({
  userId,
  displayName,
  isModerator,
  ...(groups && { roles: groups }),
});

/** Somebody by what `users.info` answers; `undefined` where that cannot be read. */
export function personIn(body: unknown, workspace: Workspace): Person | undefined {
  const user = Info.safeParse(body).data?.user;
  if (!user) return undefined;
  const isForeign = isFromElsewhere(user, workspace);
  const name = user.profile?.display_name || user.real_name || user.profile?.real_name || user.name || user.id;
  return {
    displayName: isForeign ? `${name} (external)` : name,
    isModerator: !isForeign && !user.deleted && isInCharge(user, workspace),
    isGuest: isForeign || user.is_restricted || user.is_ultra_restricted,
    ...(user.locale && { locale: user.locale }),
  };
}

/**
 * Who runs another workspace runs nothing here, not even one of the same organisation. Where Slack names no workspace, it is the
 * organisation, which its own admins run.
 */
function isInCharge({ team_id, enterprise_user, ...user }: User, { teamId, enterpriseId }: Workspace): boolean {
  if (teamId === enterpriseId) return enterprise_user?.enterprise_id === enterpriseId && runs(enterprise_user);
  return runs(user) && (team_id === teamId || (enterprise_user?.teams.includes(teamId) ?? false));
}

const runs = (somebody: z.infer<typeof Ranks>): boolean =>
  somebody.is_admin || somebody.is_owner || somebody.is_primary_owner;

function isFromElsewhere({ is_stranger, team_id, enterprise_user }: User, workspace: Workspace): boolean {
  if (is_stranger) return true;
  if (!team_id || team_id === workspace.teamId) return false;
  const isOfOrganisation = workspace.enterpriseId !== null && enterprise_user?.enterprise_id === workspace.enterpriseId;
  return !isOfOrganisation && !enterprise_user?.teams.includes(workspace.teamId);
}
