import { closest } from 'fastest-levenshtein';
import { connectionVariables } from './connections.ts';
import { discordWithoutToken } from './discord.ts';
import type { Environment } from './environment.ts';
import { ENVIRONMENT_SCHEMA } from './environment-schema.ts';
import type { FileSettings } from './file-schema.ts';
import { noticesOnSlack } from './slack.ts';
import { AI_REFINERY, SIMULATOR, VENDORS } from './vendors.ts';

const USED = Object.keys(ENVIRONMENT_SCHEMA.shape);

/** What is set but may not do what was meant. Takes the environment without blank variables. */
export const noticesOn = (environment: Environment, settings: FileSettings): readonly string[] => [
  ...openPlayground(environment),
  ...addressesWithoutKey(environment),
  ...discordWithoutToken(environment),
  ...noticesOnSlack(environment),
  ...misspelt(environment, settings),
  ...connectionsWithoutKey(environment, settings),
  ...strangersInLine(settings),
];

function openPlayground({ EASEL_PLAYGROUND: door }: Environment): readonly string[] {
  return door?.toLowerCase() === 'open'
    ? [
        "EASEL_PLAYGROUND is open: everybody who can reach Easel may use the playground under any name, a moderator's too, and spend credits.",
      ]
    : [];
}

function addressesWithoutKey(environment: Environment): readonly string[] {
  return [...VENDORS, AI_REFINERY]
    .filter(({ key, base }) => environment[base] !== undefined && environment[key] === undefined)
    .map(({ key, base, label }) => `${base} is set but ${key} is not, so ${label} is off.`);
}

/** Only our own prefix can be told from other programs' variables. */
function misspelt(environment: Environment, settings: FileSettings): readonly string[] {
  const ours = USED.filter((name) => name.startsWith('EASEL_'));
  const theirs = connectionVariables(settings.connections);
  return Object.keys(environment)
    .filter((name) => name.startsWith('EASEL_') && !USED.includes(name) && !theirs.includes(name))
    .map((name) => `${name} is set but Easel knows no such variable; the nearest is ${closest(name, ours)}.`);
}

function connectionsWithoutKey(environment: Environment, { connections }: FileSettings): readonly string[] {
  return connections.flatMap(({ name, label = name, apiKeyVariable }, index) =>
    apiKeyVariable === undefined || environment[apiKeyVariable] !== undefined
      ? []
      : [
          `EASEL_CONFIG connections[${index}] takes its key from ${apiKeyVariable}, which is not set, so ${label} is off.`,
        ],
  );
}

/** A provider that is merely off is no mistake: its key may come and go. */
function strangersInLine({ concurrency, connections }: FileSettings): readonly string[] {
  const known = [...VENDORS.map(({ provider }) => provider), AI_REFINERY.name, SIMULATOR];
  const all = [...known, ...connections.map(({ name }) => name)];
  return Object.keys(concurrency.perProvider)
    .filter((name) => !all.includes(name))
    .map((name) => {
      const near = closest(name, all);
      return `EASEL_CONFIG concurrency.perProvider names ${name}, but there is no such provider; the nearest is ${near}.`;
    });
}
