import { closest } from 'fastest-levenshtein';
import type { Environment } from './environment.ts';
import { ENVIRONMENT_SCHEMA, LATER_VARIABLES } from './environment-schema.ts';

const USED = Object.keys(ENVIRONMENT_SCHEMA.shape);

/** What is set but may not do what was meant. Takes the environment without blank variables. */
export const noticesOn = (environment: Environment): readonly string[] => [
  ...(environment.OPENAI_BASE_URL !== undefined && environment.OPENAI_API_KEY === undefined
    ? ['OPENAI_BASE_URL is set but OPENAI_API_KEY is not, so OpenAI is off.']
    : []),
  ...misspelt(environment),
];

/** Known variables that are set although this version does not use them. */
export const setButNotUsed = (environment: Environment): readonly string[] =>
  LATER_VARIABLES.filter((name) => environment[name] !== undefined);

/** Only our own prefix can be told from other programs' variables. */
function misspelt(environment: Environment): readonly string[] {
  const known = [...USED, ...LATER_VARIABLES];
  const ours = known.filter((name) => name.startsWith('EASEL_'));
  return Object.keys(environment)
    .filter((name) => name.startsWith('EASEL_') && !known.includes(name))
    .map((name) => `${name} is set but Easel knows no such variable; the nearest is ${closest(name, ours)}.`);
}
