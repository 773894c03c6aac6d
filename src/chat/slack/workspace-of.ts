import { z } from 'zod';
import type { Workspace } from './origin.ts';

/** Something Slack sent, as it came. */
export type Payload = Readonly<Record<string, unknown>>;

const id = z.string().min(1).nullish().catch(undefined);
const yes = z
  .union([z.boolean(), z.enum(['true', 'false']).transform((word) => word === 'true')])
  .nullish()
  .catch(undefined);
const part = <Shape extends z.core.$ZodLooseShape>(shape: Shape) => z.looseObject(shape).nullish().catch(undefined);

const NAMES = z.looseObject({
  context_team_id: id,
  context_enterprise_id: id,
  team_id: id,
  enterprise_id: id,
  is_enterprise_install: yes,
  authorizations: z
    .array(z.looseObject({ team_id: id, enterprise_id: id, is_enterprise_install: yes }))
    .nullish()
    .catch(undefined),
  view: part({ app_installed_team_id: id }),
  team: part({ id, enterprise_id: id }),
  enterprise: part({ id }),
  user: part({ team_id: id }),
});

type Names = z.infer<typeof NAMES>;

/** What one and the same place in a payload names; `null` where it names none. */
type Ids = Pick<Workspace, 'enterpriseId'> & { readonly teamId: string | null };

/**
 * The workspace whose installation this came to, the organisation where it names no workspace. In channels that two workspaces
 * share, `team_id` and `enterprise_id` may be the other one's; what stands before them here is ours. The two ids are never taken
 * from two places: our workspace in their organisation would be answered with their token.
 */
export function workspaceOf(payload: Payload): Workspace | undefined {
  const { data } = NAMES.safeParse(payload);
  if (!data) return undefined;
  const named = placesIn(data).filter(({ teamId, enterpriseId }) => teamId !== null || enterpriseId !== null);
  const [ours] = named;
  if (!ours) return undefined;
  const { enterpriseId } = ours;
  // Of an organisation's own installation it is the workspace something happened in, where that is one of its own.
  const near = named.find((one) => one.teamId !== null && one.enterpriseId === enterpriseId);
  const teamId = ours.teamId ?? near?.teamId ?? enterpriseId;
  return teamId === null ? undefined : { teamId, enterpriseId, isEnterpriseInstall: isOfAll(data, enterpriseId) };
}

/** The surest first. */
function placesIn(data: Names): readonly Ids[] {
  const [authorization] = data.authorizations ?? [];
  const enterpriseId = data.enterprise?.id || data.team?.enterprise_id;
  const around = idsOf(data.team?.id, enterpriseId);
  return [
    idsOf(data.context_team_id, contextEnterprise(data)),
    idsOf(authorization?.team_id, authorization?.enterprise_id),
    installedIn(data.view?.app_installed_team_id, around),
    around,
    idsOf(data.team_id, data.enterprise_id),
    idsOf(data.user?.team_id, enterpriseId),
  ];
}

const idsOf = (teamId: string | null | undefined, enterpriseId: string | null | undefined): Ids => ({
  teamId: teamId || null,
  enterpriseId: enterpriseId || null,
});

/** `null` says that our workspace is in no organisation. Where nothing is said, our own authorisation for it may tell. */
function contextEnterprise({ context_team_id, context_enterprise_id, authorizations }: Names) {
  if (context_enterprise_id !== undefined || !context_team_id) return context_enterprise_id;
  const [authorization] = authorizations ?? [];
  const isForIt = !authorization?.team_id || authorization.team_id === context_team_id;
  return isForIt ? authorization?.enterprise_id : null;
}

/** A form names where Easel is installed, be it an organisation; the workspace around it may be the other party's. */
function installedIn(installed: string | null | undefined, around: Ids): Ids {
  if (!installed) return idsOf(null, null);
  if (installed === around.teamId) return around;
  return installed.startsWith('E') ? idsOf(null, installed) : idsOf(installed, null);
}

function isOfAll({ authorizations, is_enterprise_install }: Names, enterpriseId: string | null): boolean {
  if (enterpriseId === null) return false;
  const [authorization] = authorizations ?? [];
  if (!authorization) return is_enterprise_install ?? false;
  return authorization.enterprise_id === enterpriseId && (authorization.is_enterprise_install ?? false);
}
