import { known, type PlayedChannel, type PlayedUser, type PlayedWorkspace, type World } from './state.ts';

/** The application hears of it, where it is installed, has the scope and asked for it. */
export interface Heard {
  /** As a manifest names it, such as `message.im`. */
  readonly subscription: string;
  readonly scope: string | null;
  readonly workspace: PlayedWorkspace;
  readonly event: Readonly<Record<string, unknown>> & { readonly type: string };
  /** Whose workspace the envelope names: of an author from elsewhere theirs. */
  readonly authorWorkspaceId?: string;
  readonly channel?: PlayedChannel;
  /** Also where the application is gone already. */
  readonly always?: boolean;
}

/** Sends an event to the application; nothing where it may not hear it. */
export function tell(world: World, heard: Heard): void {
  const { workspace, event, channel } = heard;
  const { installation } = workspace;
  const isGranted = heard.scope === null || installation?.scopes.has(heard.scope);
  const isThere = installation?.state === 'active' || heard.always;
  if (!isThere || !isGranted || !world.app.events.has(heard.subscription)) return;
  world.deliver({ kind: 'event', body: envelope(world, workspace, event, heard.authorWorkspaceId, channel) });
}

function envelope(
  world: World,
  workspace: PlayedWorkspace,
  event: object,
  authorWorkspaceId = workspace.id,
  channel?: PlayedChannel,
): Record<string, unknown> {
  const enterpriseId = workspace.enterprise?.id ?? null;
  const isEnterprise = workspace.installation?.isEnterprise ?? false;
  return {
    token: world.app.verificationToken,
    team_id: authorWorkspaceId,
    ...(enterpriseId !== null && { enterprise_id: enterpriseId }),
    context_team_id: workspace.id,
    context_enterprise_id: enterpriseId,
    api_app_id: world.app.id,
    event,
    type: 'event_callback',
    event_id: world.newId('Ev'),
    event_time: Math.floor(world.clock.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: isEnterprise ? null : workspace.id,
        user_id: workspace.botUserId,
        is_bot: true,
        is_enterprise_install: isEnterprise,
      },
    ],
    is_ext_shared_channel: (channel?.sharedWith.size ?? 0) > 0,
    event_context: `4-played-${world.newId('')}`,
  };
}

/** What every command and interaction says of where it came from. */
export function interactionBase(world: World, user: PlayedUser, workspace: PlayedWorkspace) {
  const { enterprise, installation } = workspace;
  const home = known(world.workspaces, user.workspaceId);
  return {
    user: { id: user.id, username: user.name, name: user.name, team_id: home.id },
    api_app_id: world.app.id,
    token: world.app.verificationToken,
    team: {
      id: workspace.id,
      domain: workspace.domain,
      ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
    },
    enterprise,
    is_enterprise_install: installation?.isEnterprise ?? false,
  };
}

/** Opens one form within three seconds. */
export function newTrigger(world: World, user: PlayedUser, workspaceId: string, channelId: string | null): string {
  const id = `${world.clock.now()}.${world.newId('')}.${'0123456789abcdef'.repeat(2)}`;
  world.triggers.set(id, { id, userId: user.id, workspaceId, channelId, at: world.clock.now(), used: false });
  return id;
}
