import {
  type ConnectionState as DiscordState,
  sayConnection as sayDiscord,
} from '#src/chat/discord/connection-state.ts';
import { type ConnectionState as SlackState, sayConnection as saySlack } from '#src/chat/slack/connection-state.ts';
import type { Config } from '#src/config/config.ts';
import { DISCORD_KEY } from '#src/config/discord.ts';
import { noticesOnModels } from '#src/config/notices-on-models.ts';
import { SLACK_KEY } from '#src/config/slack.ts';
import { isRetired } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { storeName } from './store-name.ts';
import { table } from './table.ts';

/** How the platforms are doing that are not this process alone. */
export interface Faces {
  /** Without it Discord is still being connected to. */
  readonly discord?: DiscordState | undefined;
  /** The same. */
  readonly slack?: SlackState | undefined;
  /** Who can use the HTTP API. */
  readonly callers?: string;
}

/** One screen that says what is on, what is off, and which variable turns it on. */
export function startScreen(config: Config, url: string, catalogue: Catalogue, faces: Faces = {}): string {
  const everyModel = [...catalogue.models, ...catalogue.off];
  const lines = [
    '',
    `  Easel is ready: ${url}`,
    '',
    table(partsOf(config, url, catalogue, faces)),
    '',
    ...[...config.notices, ...noticesOnModels(config, everyModel), ...catalogue.notices].map(
      (notice) => `  Note: ${notice}`,
    ),
    `  ${whoDraws(config, catalogue)}`,
    '  Stop with Ctrl+C.',
    '',
  ];
  return lines.join('\n');
}

function whoDraws({ providers, connections, defaultModel, defaultModels }: Config, catalogue: Catalogue): string {
  if (providers.length + connections.length === 0)
    return 'No provider is on, so the simulator draws stand-in pictures. Set one of the variables above for real ones.';
  const own = Object.keys(defaultModels).length > 0 ? ' your defaults for their modes, else by' : '';
  return defaultModel === undefined
    ? `Pictures are made by${own} the cheapest model that can do what is asked, unless somebody names one.`
    : `Pictures are made by ${catalogue.defaultModel?.id} unless somebody names another model.`;
}

function partsOf(config: Config, url: string, catalogue: Catalogue, faces: Faces): string[][] {
  const { credits } = config;
  return [
    ['  playground', ...playgroundOf(config, url)],
    ['  discord', ...(config.discord ? discordOf(faces) : ['off', `set ${DISCORD_KEY} (docs/discord.md)`])],
    ['  slack', ...(config.slack ? slackOf(faces) : ['off', `set ${SLACK_KEY} (docs/slack.md)`])],
    ...providersOf(config, catalogue),
    ['  simulator', 'on ', `${modelsOf('simulator', catalogue)}, pictures are drawn, not generated`],
    ['  store', 'on ', storeName(config)],
    ['  credits', 'on ', `${credits.allowance} a ${credits.period} for each person`],
    ['  api', 'on ', `${url}/v1 ${faces.callers ?? ''}`.trim()],
    ['  http', 'on ', `${url}/healthz  /readyz  /metrics  /docs`],
  ];
}

const playgroundOf = ({ playground }: Config, url: string): string[] =>
  playground === 'off'
    ? ['off', 'EASEL_PLAYGROUND says so']
    : ['on ', playground === 'here' ? url : `${url}, for everybody`];

const discordOf = ({ discord = { kind: 'connecting' } }: Faces): string[] =>
  discord.kind === 'refused' ? ['off', discord.why] : ['on ', sayDiscord(discord)];

const slackOf = ({ slack = { kind: 'connecting' } }: Faces): string[] =>
  slack.kind === 'refused' ? ['off', slack.why] : ['on ', saySlack(slack)];

/** Those that are on, with their address where it is not the vendor's own, and then those that are off. */
function providersOf({ providers, connections, off }: Config, catalogue: Catalogue): string[][] {
  return [
    ...providers.map(({ provider, vendorHosted, baseUrl }) => [
      `  ${provider}`,
      'on ',
      `${modelsOf(provider, catalogue)}${vendorHosted ? '' : ` at ${baseUrl}`}`,
    ]),
    ...connections.map(({ name, baseUrl }) => [`  ${name}`, 'on ', `${modelsOf(name, catalogue)} at ${baseUrl}`]),
    ...off.map(({ provider, variable }) => [`  ${provider}`, 'off', `set ${variable}`]),
  ];
}

/** Without those that nobody can use any more. */
function modelsOf(provider: string, { models, retiredAllowed }: Catalogue): string {
  const usable = models.filter(
    (model) => model.provider === provider && (retiredAllowed(provider) || !isRetired(model, Date.now())),
  );
  return `${usable.length} ${usable.length === 1 ? 'model' : 'models'}`;
}
