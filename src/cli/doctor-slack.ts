import { type Account, readAccount } from '#src/chat/slack/registration/account.ts';
import { checkAppToken, checkClient } from '#src/chat/slack/registration/app-checks.ts';
import { openCommandLineClient } from '#src/chat/slack/registration/command-line-client.ts';
import { compareScopes } from '#src/chat/slack/registration/compare-scopes.ts';
import { type UsedScope, useOf } from '#src/chat/slack/registration/scopes.ts';
import { findUserGroup } from '#src/chat/slack/registration/user-group.ts';
import { wishOf } from '#src/chat/slack/registration/wish.ts';
import type { SlackConfig } from '#src/config/config.ts';
import { type Finding, REACH_MS } from './doctor-finding.ts';
import { slackTrouble } from './slack-trouble.ts';

type Said = Omit<Finding, 'part'>;
type Client = ReturnType<typeof openCommandLineClient>;
type Access = SlackConfig['access'];
type Transport = SlackConfig['transport'];

const COPY_BOT_TOKEN = 'copy the Bot User OAuth Token (xoxb-) from OAuth & Permissions again';
const BOT_TOKEN_REFUSED = `SLACK_BOT_TOKEN is not accepted by Slack; ${COPY_BOT_TOKEN}`;
const APP_TOKEN_REFUSED =
  'SLACK_APP_TOKEN is not accepted by Slack; generate a token (xapp-) with connections:write under Basic Information, App-Level Tokens';
const CLIENT_REFUSED =
  'SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are not accepted by Slack; copy both from Basic Information, App Credentials again';
/** What changes an app's rights: nothing else does, and a token keeps those it was made with. */
const ADD =
  'add it under OAuth & Permissions, Bot Token Scopes, then press Reinstall there (or paste what "easel deploy slack" prints under App Manifest)';

/** Whether Slack knows the tokens, which rights it granted, and how what people say there reaches Easel. */
export async function checkSlack(slack: SlackConfig): Promise<readonly Finding[]> {
  const looked = await Promise.all([lookAtAccess(slack), lookAtTransport(slack)]);
  return looked.flat().map((said) => ({ part: 'slack', ...said }));
}

async function lookAtAccess(slack: SlackConfig): Promise<readonly Said[]> {
  const { access } = slack;
  return access.kind === 'token' ? lookAtToken(slack, access.botToken) : lookAtInstalls(slack, access);
}

async function lookAtToken(slack: SlackConfig, token: string): Promise<readonly Said[]> {
  const client = openClient(slack, token);
  try {
    const account = await readAccount(client);
    if (!account.isBot) return [fails(`SLACK_BOT_TOKEN is a person's token; ${COPY_BOT_TOKEN}`)];
    return [
      ok(`Slack accepts SLACK_BOT_TOKEN: ${account.botName} in ${placeOf(account)}`),
      ...rights(account, slack),
      ...(account.scopes?.includes('usergroups:read') ? await moderators(client, slack) : []),
    ];
  } catch (thrown) {
    return [fails(slackTrouble(thrown, { apiUrl: slack.apiUrl, refused: BOT_TOKEN_REFUSED }))];
  }
}

async function moderators(client: Client, { moderatorGroup }: SlackConfig): Promise<readonly Said[]> {
  if (moderatorGroup === undefined) return [];
  const group = await findUserGroup(client, moderatorGroup);
  if (group) return [ok(`members of @${group.handle} moderate, beside admins and owners`)];
  return [notes(`slack.moderatorGroup is ${moderatorGroup}, but the workspace has no user group of that id or handle`)];
}

const placeOf = ({ placeName, isEnterpriseInstall }: Account): string =>
  isEnterpriseInstall ? `all workspaces of ${placeName}` : placeName;

function rights({ scopes }: Account, slack: SlackConfig): readonly Said[] {
  if (scopes === undefined)
    return [notes('Slack did not tell which scopes were granted, so they were not compared with those needed')];
  const { missing, missingWished, unused } = compareScopes(scopes, wishOf(slack));
  const isWhole = missing.length === 0 && missingWished.length === 0;
  return [
    ...(isWhole ? [ok(`every scope that is needed is granted; ${reading(slack)}`)] : []),
    ...missing.map((scope) => fails(costOf(scope))),
    ...missingWished.map((scope) => notes(costOf(scope))),
    ...(unused.length === 0
      ? []
      : [notes(`granted, but not used by Easel, and better taken away: ${unused.join(', ')}`)]),
  ];
}

const reading = ({ plainReplies }: SlackConfig): string =>
  `of messages it reads those that mention it and direct messages${plainReplies ? ', and plain words in its threads' : ''}`;

function costOf(scope: UsedScope): string {
  const { feature, without } = useOf(scope);
  return `the scope ${scope} (${feature}) is not granted, so ${without}: ${ADD}`;
}

async function lookAtInstalls(
  slack: SlackConfig,
  access: Extract<Access, { kind: 'oauth' }>,
): Promise<readonly Said[]> {
  try {
    await checkClient(openClient(slack), access);
    return [ok(`Slack accepts SLACK_CLIENT_ID; workspaces add Easel at ${access.publicBaseUrl}/slack/install`)];
  } catch (thrown) {
    return [fails(slackTrouble(thrown, { apiUrl: slack.apiUrl, refused: CLIENT_REFUSED }))];
  }
}

async function lookAtTransport(slack: SlackConfig): Promise<readonly Said[]> {
  const { transport } = slack;
  return transport.kind === 'socket' ? [await lookAtSocket(slack, transport)] : [byHttp(slack)];
}

async function lookAtSocket(slack: SlackConfig, { appToken }: Extract<Transport, { kind: 'socket' }>): Promise<Said> {
  try {
    await checkAppToken(openClient(slack, appToken));
    return ok('Slack accepts SLACK_APP_TOKEN: what people say comes by Socket Mode, and no public address is needed');
  } catch (thrown) {
    return fails(slackTrouble(thrown, { apiUrl: slack.apiUrl, refused: APP_TOKEN_REFUSED }));
  }
}

/** Whether the secret is the right one only Slack's first call can tell. */
function byHttp({ publicBaseUrl }: SlackConfig): Said {
  if (publicBaseUrl === undefined)
    return notes(
      'SLACK_SIGNING_SECRET is set, but PUBLIC_BASE_URL is not, so "easel deploy slack" cannot tell Slack where to send what people say',
    );
  const url = `${publicBaseUrl}/slack/events`;
  if (!publicBaseUrl.startsWith('https://')) return notes(`Slack calls only https addresses, which ${url} is not`);
  return ok(`what people say comes to ${url}, signed with SLACK_SIGNING_SECRET`);
}

const openClient = ({ apiUrl }: SlackConfig, token?: string): Client =>
  openCommandLineClient({ apiUrl, timeoutMs: REACH_MS, ...(token !== undefined && { token }) });

const ok = (says: string): Said => ({ state: 'ok', says });
const notes = (says: string): Said => ({ state: 'note', says });
const fails = (says: string): Said => ({ state: 'FAIL', says });
