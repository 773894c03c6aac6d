import { EaselError } from '#src/domain/errors.ts';
import { qualityRank } from '#src/domain/fit-quality.ts';
import { MODES, type Mode } from '#src/domain/mode.ts';
import { PERIODS, type Period } from '#src/domain/period.ts';
import type { BoundsChange, PlaceRuleChange, PolicyChange } from '#src/domain/rules/policy-change.ts';
import { LINK_CHOICES } from '#src/domain/rules/tenant-policy.ts';
import type { Option, Options } from '#src/ports/command.ts';
import { SUBJECT, subjectOf } from './quota-subject.ts';

/** Everything that can be decided, what is decided most often first. A word such as `none` takes a rule away. */
export const CHANGES = {
  amount: { kind: 'text', about: 'Credits a period, or none for no rule', max: 20 },
  ...SUBJECT,
  together: { kind: 'flag', about: 'The amount is for all people together' },
  period: { kind: 'choice', about: 'How often credits are filled up', of: [...PERIODS, 'usual'] },
  zone: { kind: 'text', about: 'Whose midnight counts, such as Europe/Berlin', max: 60 },
  models: { kind: 'text', about: 'Only these models, with commas between them; all for any', complete: 'models' },
  modes: { kind: 'text', about: 'Only these modes, such as generate, edit; all for any', max: 200 },
  max: { kind: 'text', about: 'Most pictures of one request, or none', max: 20 },
  quality: { kind: 'text', about: 'The best quality allowed, or any', complete: 'qualities' },
  quiet: { kind: 'flag', about: 'Nothing is made in this channel' },
  weight: { kind: 'text', about: 'What costs more, such as flux-schnell=2, high=3, or high=usual', max: 300 },
  ask: { kind: 'text', about: 'Ask first where a request costs more credits, or none', max: 20 },
  budget: { kind: 'text', about: 'Dollars a month for all together, or none', max: 20 },
  warn: { kind: 'integer', about: 'Warn from so many percent of the budget', min: 1, max: 100 },
  running: { kind: 'text', about: 'Requests at once: of one person, or 2/20 with all together', max: 20 },
  'per-minute': { kind: 'text', about: 'Requests a minute: of one person, or 5/60 with all together', max: 20 },
  linked: { kind: 'flag', about: 'Credits that people have in other places are spent here' },
  links: {
    kind: 'choice',
    about: 'How long links to originals hold: a week, or as long as the picture is there',
    of: [...LINK_CHOICES, 'usual'],
  },
} as const satisfies Record<string, Option>;

const NOTHING = ['none', 'no', 'off', 'usual', 'all', 'any', 'unlimited', '-'];
const USUAL_WARNING = 80;

/** What the options decide. @throws {EaselError} `option-invalid` where one makes no sense. */
export function changesOf(options: Options): readonly PolicyChange[] {
  const period = options.text('period');
  const zone = options.text('zone');
  const ask = options.text('ask');
  const amount = options.text('amount');
  const linked = options.flag('linked');
  return [
    ...(amount === undefined ? [] : [allowanceChange(amount, options)]),
    ...(period === undefined ? [] : [{ kind: 'period' as const, period: periodIn(period) }]),
    ...(zone === undefined ? [] : [{ kind: 'time-zone' as const, timeZone: isNothing(zone) ? undefined : zone }]),
    ...placeChange(options),
    ...weightChanges(options.text('weight')),
    ...(ask === undefined ? [] : [{ kind: 'confirm-above' as const, amount: numberIn('ask', ask) }]),
    ...budgetChange(options),
    ...boundsChange('running', options.text('running')),
    ...boundsChange('per-minute', options.text('per-minute')),
    ...(linked === undefined ? [] : [{ kind: 'linked' as const, linked }]),
    ...linksChange(options.text('links')),
  ];
}

function allowanceChange(amount: string, options: Options): PolicyChange {
  const subject = subjectOf(options) ?? { kind: 'everyone' };
  return { kind: 'allowance', subject, amount: numberIn('amount', amount) };
}

/** Of a channel where one is named, else of every channel. */
function placeChange(options: Options): readonly PolicyChange[] {
  const [models, modes, max, quality] = ['models', 'modes', 'max', 'quality'].map((name) => options.text(name));
  const quiet = options.flag('quiet');
  const rule: PlaceRuleChange = {
    ...(models !== undefined && { models: listIn(models) }),
    ...(modes !== undefined && { modes: listIn(modes)?.map(modeIn) }),
    ...(max !== undefined && { maxCount: numberIn('max', max) }),
    ...(quality !== undefined && { maxQuality: isNothing(quality) ? undefined : quality }),
    ...(quiet !== undefined && { quiet }),
  };
  if (Object.keys(rule).length === 0) return [];
  const channelId = options.text('channel');
  return [{ kind: 'place', ...(channelId !== undefined && { channelId }), rule }];
}

function weightChanges(words: string | undefined): readonly PolicyChange[] {
  return (words === undefined ? [] : words.split(',')).map((each) => {
    const [, name = '', value = ''] = /^\s*(.+?)\s*[=:]\s*(\S+)\s*$/.exec(each) ?? [];
    if (name === '') throw invalid('weight', each, 'names with their weights, such as flux-schnell=2, high=3');
    const weight = isNothing(value) ? undefined : Number(value.replace(/^x/i, ''));
    if (Number.isNaN(weight)) throw invalid('weight', value, 'a number above 0, or usual');
    return { kind: 'weight', of: qualityRank(name) === undefined ? 'model' : 'quality', name, weight };
  });
}

function budgetChange(options: Options): readonly PolicyChange[] {
  const words = options.text('budget');
  const warn = options.integer('warn');
  if (words === undefined) {
    if (warn !== undefined) throw invalid('warn', String(warn), 'it together with the budget');
    return [];
  }
  if (isNothing(words)) return [{ kind: 'budget', budget: undefined }];
  const dollars = Number(words.replace(/^\s*(?:US)?\$|\s*(?:USD|dollars)?\s*$/gi, ''));
  if (!Number.isFinite(dollars)) throw invalid('budget', words, 'dollars a month, such as 25, or none');
  return [{ kind: 'budget', budget: { usdMicros: Math.round(dollars * 1e6), warnAt: (warn ?? USUAL_WARNING) / 100 } }];
}

function linksChange(word: string | undefined): readonly PolicyChange[] {
  if (word === undefined) return [];
  const links = LINK_CHOICES.find((each) => each === word.trim().toLowerCase());
  if (links === undefined && !isNothing(word)) throw invalid('links', word, [...LINK_CHOICES, 'usual'].join(', '));
  return [{ kind: 'links', links }];
}

function boundsChange(kind: 'running' | 'per-minute', words: string | undefined): readonly PolicyChange[] {
  if (words === undefined) return [];
  const [person = '', tenant] = words.split('/');
  const bounds: BoundsChange = {
    perPerson: numberIn(kind, person),
    ...(tenant !== undefined || isNothing(words) ? { perTenant: numberIn(kind, tenant ?? 'none') } : {}),
  };
  return [{ kind, bounds }];
}

/** @throws {EaselError} `option-invalid`. Amounts that are too large, or below nothing, are refused by whoever decides. */
function numberIn(option: string, words: string): number | undefined {
  if (isNothing(words)) return undefined;
  const value = Number(words.trim().replaceAll(',', ''));
  if (Number.isFinite(value) && words.trim() !== '') return value;
  throw invalid(option, words, 'a whole number, or none');
}

const listIn = (words: string): readonly string[] | undefined =>
  isNothing(words)
    ? undefined
    : words
        .split(',')
        .map((each) => each.trim())
        .filter((each) => each !== '');

function modeIn(word: string): Mode {
  const mode = MODES.find((each) => each === word.toLowerCase());
  if (mode) return mode;
  throw invalid('modes', word, MODES.join(', '));
}

function periodIn(word: string): Period | undefined {
  if (isNothing(word)) return undefined;
  const period = PERIODS.find((each) => each === word.trim().toLowerCase());
  if (period) return period;
  throw invalid('period', word, [...PERIODS, 'usual'].join(', '));
}

const isNothing = (words: string): boolean => NOTHING.includes(words.trim().toLowerCase());

const invalid = (option: string, value: string, allowed: string): EaselError =>
  new EaselError('option-invalid', { option, value: value.slice(0, 40), allowed });
