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

/**
 * The workspace whose installation this came to, the organisation where it names no workspace. In channels that two workspaces
 * share, `team_id` may be the other one's; what stands before it here is ours.
 */
export function workspaceOf(payload: Payload): Workspace | undefined {
  const { data } = NAMES.safeParse(payload);
  if (!data) return undefined;
  const [authorization] = data.authorizations ?? [];
  const enterpriseId =
    data.context_enterprise_id ||
    authorization?.enterprise_id ||
    data.enterprise_id ||
    data.enterprise?.id ||
    data.team?.enterprise_id ||
    null;
  const teamId =
    data.context_team_id ||
    authorization?.team_id ||
    data.view?.app_installed_team_id ||
    data.team?.id ||
    data.team_id ||
    data.user?.team_id ||
    enterpriseId;
  const isEnterpriseInstall = authorization?.is_enterprise_install ?? data.is_enterprise_install ?? false;
  return teamId === null ? undefined : { teamId, enterpriseId, isEnterpriseInstall };
}
