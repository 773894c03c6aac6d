import { stringify } from 'yaml';
import { commands } from '#commands/index.ts';
import { createLink } from '#src/chat/slack/registration/create-link.ts';
import { type Manifest, manifestOf } from '#src/chat/slack/registration/manifest.ts';
import type { Transport } from '#src/chat/slack/registration/wish.ts';
import type { Config } from '#src/config/config.ts';
import { ConfigError } from '#src/config/config-error.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface SlackFlags {
  readonly socket?: boolean;
  readonly http?: boolean;
  readonly yaml?: boolean;
  readonly plainReplies?: boolean;
  readonly moderatorGroup?: boolean;
  readonly publicChannels?: boolean;
}

/** Prints the app's manifest on standard output and, for people, on standard error what to do with it. Nothing is sent to Slack. */
export function deploySlack(config: Pick<Config, 'slack' | 'http'>, flags: SlackFlags): ExitCode {
  const { slack } = config;
  const transport = transportOf(config, flags);
  const manifest = manifestOf(commands, {
    transport,
    installBaseUrl: slack?.access.kind === 'oauth' ? slack.access.publicBaseUrl : undefined,
    plainReplies: flags.plainReplies ?? slack?.plainReplies ?? false,
    moderatorGroup: flags.moderatorGroup ?? slack?.moderatorGroup !== undefined,
    publicChannels: flags.publicChannels ?? false,
  });
  console.log(flags.yaml ? stringify(manifest, { lineWidth: 0 }).trimEnd() : JSON.stringify(manifest, null, 2));
  console.error(steps(manifest, transport).join('\n'));
  return EXIT.done;
}

/** As asked for, else as configured; Socket Mode where nothing is, because it needs no public address. */
function transportOf({ slack, http: { publicBaseUrl } }: Pick<Config, 'slack' | 'http'>, flags: SlackFlags): Transport {
  const isHttp = flags.http ?? (!flags.socket && slack?.transport.kind === 'http');
  if (!isHttp) return { kind: 'socket' };
  if (publicBaseUrl === undefined)
    throw new ConfigError([
      'PUBLIC_BASE_URL is not set, but Slack has to know where it reaches Easel. Set it, or add --socket.',
    ]);
  if (!publicBaseUrl.startsWith('https://'))
    throw new ConfigError([`Slack calls only https addresses, but PUBLIC_BASE_URL is ${publicBaseUrl}.`]);
  return { kind: 'http', baseUrl: publicBaseUrl };
}

const steps = (manifest: Manifest, { kind }: Transport): readonly string[] => [
  '',
  'Create the app at Slack with this link, or choose From a manifest at https://api.slack.com/apps and paste what is above:',
  createLink(manifest),
  '',
  ...(kind === 'socket' ? SOCKET_STEPS : HTTP_STEPS),
  '',
  'Where the app is there already: https://api.slack.com/apps, the app, App Manifest, paste, Save Changes; Slack says whether it has',
  'to be installed again. docs/slack.md has every click.',
];

const SOCKET_STEPS = [
  '1. Basic Information, App-Level Tokens: generate one with connections:write and put it into .env as SLACK_APP_TOKEN.',
  '2. Install App: install it, and put the Bot User OAuth Token into .env as SLACK_BOT_TOKEN.',
  '3. Start Easel (npm start). In a channel of Slack: /invite @Easel, then /imagine.',
];

const HTTP_STEPS = [
  '1. Install App: install it, and put the Bot User OAuth Token into .env as SLACK_BOT_TOKEN.',
  '2. Basic Information, App Credentials: put the Signing Secret into .env as SLACK_SIGNING_SECRET, and start Easel (npm start).',
  '3. App Manifest: press "Click here to verify" where Slack asks for it. In a channel of Slack: /invite @Easel, then /imagine.',
];
