import { closest } from 'fastest-levenshtein';
import type { z } from 'zod';
import { KNOWN_NAMES } from './file-schema.ts';

/** One sentence for each thing wrong with the environment. */
export const environmentProblems = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);

/** One sentence for each thing wrong in the file, by the path inside it. */
export const fileProblems = (error: z.ZodError): readonly string[] => error.issues.flatMap(fileProblem);

function fileProblem(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownName(issue.path, key));
  const where = jsonPath(issue.path);
  return [`EASEL_CONFIG ${where === '' ? 'as a whole' : where} ${issue.message}`];
}

function unknownName(path: readonly PropertyKey[], key: string): string {
  const known = KNOWN_NAMES[path.filter((step) => typeof step !== 'number').join('.')] ?? [];
  return `EASEL_CONFIG ${jsonPath([...path, key])} is not a setting; the nearest one is ${closest(key, known)}.`;
}

/** `['models', 0, 'id']` -> `models[0].id`; names that are no plain words are quoted. */
const jsonPath = (path: readonly PropertyKey[]): string => path.map(pathStep).join('').replace(/^\./, '');

function pathStep(step: PropertyKey): string {
  if (typeof step === 'number') return `[${step}]`;
  const name = String(step);
  return /^\w+$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}
