import type { ContentAction, ContentRules, ProviderCheck, WordRule } from '#src/domain/rules/content-rules.ts';
import { type Text, text } from '#src/domain/text.ts';

/** What becomes of what a rule fits. */
export const ACTION_WORDS: Readonly<Record<ContentAction, string>> = {
  warn: 'is told beside the result',
  spoiler: 'is hidden until somebody opens it',
  review: 'waits for a moderator',
  block: 'is refused',
};

const DAY_MS = 86_400_000;

/** `4 days`, `3 hours`. */
export function spanWords(ms: number): string {
  const [count, unit] = ms % DAY_MS === 0 ? [ms / DAY_MS, 'day'] : [Math.round(ms / 3_600_000), 'hour'];
  return `${count.toLocaleString('en-US')} ${unit}${count === 1 ? '' : 's'}`;
}

/** One rule as a line of a table: its id, what it is about, what it does. */
export const ruleRow = ({ id, kind, said, action, exceptAgeRestricted }: WordRule): readonly Text[] => [
  text({ code: id }),
  kind === 'word' ? text(said) : text('pattern ', { code: said }),
  text(action, exceptAgeRestricted ? ', but not in places for adults' : ''),
];

export function checkWords({
  prompts,
  pictures,
  action,
  threshold,
  onFailure,
  exceptAgeRestricted,
}: ProviderCheck): string {
  const what = [...(prompts ? ['prompts'] : []), ...(pictures ? ['pictures'] : [])].join(' and ');
  const from =
    threshold === undefined ? 'what the provider flags' : `what scores ${Math.round(threshold * 100)} % or more`;
  const adults = exceptAgeRestricted ? ', nudity in places for adults excepted' : '';
  const failing = onFailure === 'allow' ? 'passes, and says that nobody looked' : 'is refused';
  return `A provider looks at ${what}; ${from} ${ACTION_WORDS[action]}${adults}. Where it cannot be asked a request ${failing}.`;
}

export function escalationWords({ escalation }: ContentRules): string {
  if (!escalation) return 'Nobody is blocked by numbers.';
  const { cases, days, blockMs } = escalation;
  return `${cases} ${cases === 1 ? 'case' : 'cases'} within ${spanWords(days * DAY_MS)} block a person for ${spanWords(blockMs)}.`;
}
