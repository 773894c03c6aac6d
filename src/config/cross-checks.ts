import { closest } from 'fastest-levenshtein';
import { z } from 'zod';
import type { Environment } from './environment.ts';
import { KEY } from './environment-schema.ts';
import { AI_REFINERY, SIMULATOR } from './vendors.ts';
import { mustBe } from './wording.ts';

const name = z.string().optional().catch(undefined);

/** Only the names that other parts are compared with, whatever is wrong with the rest. */
const GLIMPSE = z
  .object({
    connections: z.array(z.object({ name, apiKeyVariable: name }).catch({})).catch([]),
    textModel: z.object({ provider: name }).optional().catch(undefined),
  })
  .catch({ connections: [] });

type Glimpse = z.infer<typeof GLIMPSE>;

/** Built-in providers of which one model can write. */
const WRITERS = ['openai', 'gemini', AI_REFINERY.name, SIMULATOR];

/** What no setting of the file can know alone: names that are there twice or nowhere, keys that stand in the environment. */
export function crossProblems(file: unknown, environment: Environment): readonly string[] {
  const { connections, textModel } = GLIMPSE.parse(file);
  return [
    ...connections.flatMap((_, index) => nameProblem(connections, index, environment)),
    ...connections.flatMap(({ apiKeyVariable }) => keyProblem(apiKeyVariable, environment)),
    ...writerProblem(textModel?.provider, connections),
  ];
}

function nameProblem(connections: Glimpse['connections'], index: number, environment: Environment): readonly string[] {
  const wanted = connections[index]?.name;
  if (wanted === undefined) return [];
  const at = `EASEL_CONFIG connections[${index}].name`;
  const first = connections.findIndex((other) => other.name === wanted);
  if (first < index) return [`${at} is the same as that of connections[${first}]; each needs a name of its own.`];
  if (wanted !== AI_REFINERY.name || environment[AI_REFINERY.key] === undefined) return [];
  return [`${at} is "${wanted}", which ${AI_REFINERY.key} connects already; use one of the two.`];
}

function keyProblem(variable: string | undefined, environment: Environment): readonly string[] {
  const key = variable === undefined ? undefined : environment[variable];
  if (key === undefined) return [];
  return KEY.safeParse(key).error?.issues.map(({ message }) => `${variable} ${message}`) ?? [];
}

function writerProblem(wanted: string | undefined, connections: Glimpse['connections']): readonly string[] {
  const known = [...WRITERS, ...connections.flatMap((connection) => connection.name ?? [])];
  if (wanted === undefined || known.includes(wanted)) return [];
  const rule = mustBe(`openai, gemini, or the name of a connection; the nearest one is ${closest(wanted, known)}`);
  return [`EASEL_CONFIG textModel.provider ${rule({ input: wanted })}`];
}
