import type { z } from 'zod';
import type { SlackConfig } from './config.ts';
import type { Environment } from './environment.ts';
import type { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import type { FileSettings } from './file-schema.ts';
import { are, listed } from './wording.ts';

/** What turns Slack on for one workspace; the way its events come needs one more. */
export const SLACK_KEY = 'SLACK_BOT_TOKEN';

const HOME = 'https://slack.com/api';
const OAUTH = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const;
const WAYS = 'SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP)';

type Variables = z.infer<typeof ENVIRONMENT_SCHEMA>;

/** Slack where it has what it needs: a way for its events to come, and tokens or the means to get them. */
export function slackOf(variables: Variables, { slack }: FileSettings): SlackConfig | undefined {
  const [access, transport] = [accessOf(variables), transportOf(variables)];
  if (!access || !transport) return undefined;
  const { PUBLIC_BASE_URL: publicBaseUrl } = variables;
  return {
    access,
    transport,
    apiUrl: variables.SLACK_API_URL ?? HOME,
    ...(publicBaseUrl !== undefined && { publicBaseUrl }),
    ...slack,
  };
}

/** Where workspaces may install Easel themselves, each has a token of its own, and a fixed one has no place. */
function accessOf(variables: Variables): SlackConfig['access'] | undefined {
  const { SLACK_BOT_TOKEN: botToken, PUBLIC_BASE_URL: publicBaseUrl } = variables;
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret, SLACK_STATE_SECRET: stateSecret } = variables;
  const isWhole = clientId !== undefined && clientSecret !== undefined && stateSecret !== undefined;
  if (isWhole && publicBaseUrl !== undefined)
    return { kind: 'oauth', clientId, clientSecret, stateSecret, publicBaseUrl };
  return botToken === undefined ? undefined : { kind: 'token', botToken };
}

function transportOf({ SLACK_APP_TOKEN, SLACK_SIGNING_SECRET }: Variables): SlackConfig['transport'] | undefined {
  if (SLACK_APP_TOKEN !== undefined) return { kind: 'socket', appToken: SLACK_APP_TOKEN };
  return SLACK_SIGNING_SECRET === undefined ? undefined : { kind: 'http', signingSecret: SLACK_SIGNING_SECRET };
}

/** What is set of Slack but does nothing, or not what was meant. Takes the environment without blank variables. */
export function noticesOnSlack(environment: Environment): readonly string[] {
  const isSet = (name: string): boolean => environment[name] !== undefined;
  const installs = OAUTH.every(isSet) && isSet('PUBLIC_BASE_URL');
  const hasWay = isSet('SLACK_APP_TOKEN') || isSet('SLACK_SIGNING_SECRET');
  const isOn = hasWay && (isSet(SLACK_KEY) || installs);
  return [...halfInstall(isSet, isOn), ...(isOn ? unused(isSet, installs) : missing(isSet, installs, hasWay))];
}

type IsSet = (name: string) => boolean;

/** Some of what OAuth needs, but not all. */
function halfInstall(isSet: IsSet, isOn: boolean): readonly string[] {
  const [there, lacking] = [OAUTH.filter(isSet), [...OAUTH, 'PUBLIC_BASE_URL'].filter((name) => !isSet(name))];
  if (there.length === 0 || lacking.length === 0) return [];
  const effect = isOn ? 'so other workspaces cannot install Easel' : 'so no workspace can install Easel';
  return [`${listed(there)} ${are(there)} set but ${listed(lacking)} ${are(lacking)} not, ${effect}.`];
}

function unused(isSet: IsSet, installs: boolean): readonly string[] {
  return [
    ...(installs && isSet(SLACK_KEY)
      ? [`${SLACK_KEY} is not used, because workspaces install Easel themselves; take it away, or SLACK_CLIENT_ID.`]
      : []),
    ...(isSet('SLACK_APP_TOKEN') && isSet('SLACK_SIGNING_SECRET')
      ? ['SLACK_SIGNING_SECRET is not used, because SLACK_APP_TOKEN connects by Socket Mode.']
      : []),
  ];
}

function missing(isSet: IsSet, installs: boolean, hasWay: boolean): readonly string[] {
  if (isSet(SLACK_KEY) || installs) {
    const what = isSet(SLACK_KEY) ? [SLACK_KEY] : OAUTH;
    return hasWay ? [] : [`${listed(what)} ${are(what)} set but neither ${WAYS} is, so Slack is off.`];
  }
  return ['SLACK_APP_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_API_URL']
    .filter(isSet)
    .map((name) => `${name} is set but ${SLACK_KEY} is not, so Slack is off.`);
}
