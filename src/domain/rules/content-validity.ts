import { EaselError } from '#src/domain/errors.ts';
import { LONGEST_PATTERN, MOST_STEPS_TOGETHER, stepsOf, whatIsWrong } from './content-pattern.ts';
import type { ContentRules, Escalation, ProviderCheck, WordRule } from './content-rules.ts';

/** More cannot be looked through by anybody. */
const MOST_RULES = 200;
const LONGEST_WORD = 100;
const DAY_MS = 86_400_000;

/** @throws {EaselError} `option-invalid` where a rule makes no sense. */
export function checkContentRules({ words = [], check, escalation }: ContentRules): void {
  if (words.length > MOST_RULES)
    throw invalid('word', `${words.length} rules`, `at most ${MOST_RULES}; remove some first`);
  for (const rule of words) checkWordRule(rule);
  checkStepsTogether(words);
  if (check) checkProviderCheck(check);
  if (escalation) checkEscalation(escalation);
}

function checkWordRule({ kind, said }: WordRule): void {
  if (kind === 'pattern') {
    const wrong = whatIsWrong(said);
    if (wrong !== undefined) throw invalid('pattern', said.slice(0, LONGEST_PATTERN), wrong);
    return;
  }
  const { length } = [...said];
  if (length > LONGEST_WORD) throw invalid('word', said.slice(0, LONGEST_WORD), `at most ${LONGEST_WORD} characters`);
  if (!/[\p{L}\p{N}]/u.test(said)) throw invalid('word', said, 'a word with at least one letter');
}

/** Each may be small, and all of them together too much for every request. */
function checkStepsTogether(words: readonly WordRule[]): void {
  const patterns = words.filter(({ kind }) => kind === 'pattern');
  const steps = patterns.reduce((sum, { said }) => sum + stepsOf(said), 0);
  if (steps <= MOST_STEPS_TOGETHER) return;
  const last = patterns.at(-1)?.said ?? '';
  throw invalid('pattern', last, 'less together with the other patterns here: they repeat too much; remove some first');
}

function checkProviderCheck({ threshold }: ProviderCheck): void {
  if (threshold === undefined || (threshold > 0 && threshold <= 1)) return;
  throw invalid('threshold', String(threshold), 'a number from 1 to 100, in percent');
}

function checkEscalation({ cases, days, blockMs }: Escalation): void {
  if (!isWithin(cases, 1, 100)) throw invalid('cases', String(cases), 'a whole number from 1 to 100');
  if (!isWithin(days, 1, 90)) throw invalid('days', String(days), 'a whole number from 1 to 90');
  if (!isWithin(blockMs, 3_600_000, 365 * DAY_MS)) throw invalid('block', String(blockMs), 'an hour to a year');
}

const isWithin = (value: number, least: number, most: number): boolean =>
  Number.isInteger(value) && value >= least && value <= most;

const invalid = (option: string, value: string, allowed: string): EaselError =>
  new EaselError('option-invalid', { option, value, allowed });
