import type { AppsManifestCreateArguments } from '@slack/web-api';
import type { Command } from '#src/ports/command.ts';
import { eventsOf } from './events.ts';
import { scopesOf, wishedScopes } from './scopes.ts';
import { shortcuts } from './shortcuts.ts';
import { slashCommands } from './slash-commands.ts';
import type { Transport, Wish } from './wish.ts';
import { workflowSteps } from './workflow-step.ts';

export type Manifest = AppsManifestCreateArguments['manifest'];
type Settings = NonNullable<Manifest['settings']>;
type Events = NonNullable<NonNullable<Settings['event_subscriptions']>['bot_events']>;

export interface ManifestWish extends Wish {
  readonly transport: Transport;
  /** Where people come back to who add Easel to another workspace, if that is not where Slack finds it. Without a slash at its end. */
  readonly installBaseUrl?: string | undefined;
}

const NAME = 'Easel';
const DESCRIPTION = 'The image studio of this workspace: makes pictures from words, and edits pictures in threads.';

/** Everything Slack has to know of Easel, from the commands themselves. https://docs.slack.dev/reference/app-manifest */
export function manifestOf(commands: readonly Command[], wish: ManifestWish): Manifest {
  const url = wish.transport.kind === 'http' ? `${wish.transport.baseUrl}/slack/events` : undefined;
  return {
    // The second version alone takes parameters of steps in the shape that Slack's own types have.
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: { name: NAME, description: DESCRIPTION },
    features: {
      bot_user: { display_name: NAME, always_online: true },
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: false },
      shortcuts: [...shortcuts(commands)],
      slash_commands: [...slashCommands(commands, url)],
    },
    oauth_config: oauthOf(wish),
    settings: settingsOf(wish, url),
    functions: workflowSteps(),
  };
}

function oauthOf(wish: ManifestWish): NonNullable<Manifest['oauth_config']> {
  const { transport, installBaseUrl = transport.kind === 'http' ? transport.baseUrl : undefined } = wish;
  const optional = [...wishedScopes(wish)];
  return {
    ...(installBaseUrl !== undefined && { redirect_urls: [`${installBaseUrl}/slack/oauth_redirect`] }),
    // Slack wants the optional ones in both lists.
    scopes: { bot: [...scopesOf(wish)], ...(optional.length > 0 && { bot_optional: optional }) },
  };
}

function settingsOf(wish: ManifestWish, url: string | undefined): Settings {
  const address = url === undefined ? {} : { request_url: url };
  return {
    interactivity: { is_enabled: true, ...address },
    // Slack's types do not know function_executed, which its reference does.
    event_subscriptions: { ...address, bot_events: [...eventsOf(wish)] as Events },
    // A workflow step needs both.
    org_deploy_enabled: true,
    function_runtime: 'remote',
    socket_mode_enabled: url === undefined,
    token_rotation_enabled: false,
  };
}
