import { EaselError } from '#src/domain/errors.ts';
import { QUALITY_WORDS, qualityRank } from '#src/domain/fit-quality.ts';
import { MODES } from '#src/domain/mode.ts';
import { isTimeZone, PERIODS } from '#src/domain/period.ts';
import { checkContentRules } from './content-validity.ts';
import type { BoundsChange, PlaceRuleChange, PolicyChange, Subject } from './policy-change.ts';
import { LINK_CHOICES, type MoneyBudget } from './tenant-policy.ts';

export interface CheckOptions {
  readonly now: number;
  /** The model's id by any of its names. @throws {EaselError} `unknown-model`, `ambiguous-model`. */
  readonly modelId: (name: string) => string;
}

/** The most credits that one decision may be about. */
export const MAX_AMOUNT = 1_000_000;
const MAX_USD_MICROS = 1e12;
const MAX_AT_ONCE = 1000;
const MAX_WEIGHT = 1000;
const MAX_COUNT = 1000;
const MAX_WORDS = 500;

/**
 * A moderator's decision with the names of its models in full.
 * @throws {EaselError} `option-invalid` where a value makes no sense, with what would; `unknown-model` and the like.
 */
export function checkChange(change: PolicyChange, options: CheckOptions): PolicyChange {
  switch (change.kind) {
    case 'allowance':
      checkSubject(change.subject);
      checkAmount('amount', change.amount);
      return change;
    case 'confirm-above':
      checkAmount('amount', change.amount);
      return change;
    case 'period':
      return checked(change, 'period', change.period, (period) => PERIODS.includes(period), PERIODS.join(', '));
    case 'time-zone':
      return checked(change, 'zone', change.timeZone, isTimeZone, 'a time zone such as Europe/Berlin, or UTC');
    case 'block':
      return checkBlock(change, options.now);
    case 'unblock':
      return checked(change, 'user', change.personId, isId, 'somebody of this place');
    case 'place':
      return checkPlace(change, options);
    case 'weight':
      return checkWeight(change, options);
    case 'running':
    case 'per-minute':
      checkBounds(change.bounds);
      return change;
    case 'budget':
      return checked(
        change,
        'budget',
        change.budget,
        isBudget,
        'an amount from 0 to 1,000,000 dollars a month, warned of from 1 % to 100 % of it',
      );
    case 'linked':
      return change;
    case 'links':
      return checked(change, 'links', change.links, (links) => LINK_CHOICES.includes(links), LINK_CHOICES.join(', '));
    case 'content':
      checkContentRules(change.content ?? {});
      return change;
    case 'log-channel':
      return checked(change, 'channel', change.channelId, isId, 'a channel of this place');
  }
}

/** @throws {EaselError} `option-invalid` where an amount is no whole number of credits that a decision may be about. */
export function checkAmount(option: string, amount: number | undefined, min = 0): void {
  if (amount === undefined || (isWhole(amount) && amount >= min && amount <= MAX_AMOUNT)) return;
  throw invalid(option, amount, `a whole number from ${min} to ${MAX_AMOUNT.toLocaleString('en-US')}`);
}

/** @throws {EaselError} `option-invalid` where an end has passed already. */
export function checkEnd(option: string, end: number | undefined, now: number): void {
  if (end === undefined || (Number.isFinite(end) && end > now)) return;
  throw invalid(
    option,
    Number.isFinite(end) ? new Date(end).toISOString().slice(0, 10) : end,
    'a time that is still to come',
  );
}

function checkSubject(subject: Subject): void {
  if (subject.kind === 'everyone' || subject.kind === 'tenant' || isId(subject.id)) return;
  throw invalid(subject.kind, subject.id, `a ${subject.kind} of this place`);
}

function checkBlock(change: Extract<PolicyChange, { kind: 'block' }>, now: number): PolicyChange {
  if (!isId(change.personId)) throw invalid('user', change.personId, 'somebody of this place');
  if (change.reason.trim() === '' || change.reason.length > MAX_WORDS)
    throw invalid(
      'reason',
      change.reason.slice(0, 20),
      `a reason of 1 to ${MAX_WORDS} characters, which the person is told`,
    );
  checkEnd('until', change.until, now);
  return change;
}

function checkPlace(change: Extract<PolicyChange, { kind: 'place' }>, { modelId }: CheckOptions): PolicyChange {
  const { channelId, rule } = change;
  if (channelId !== undefined && !isId(channelId)) throw invalid('channel', channelId, 'a channel of this place');
  if (channelId === undefined && rule.quiet) throw invalid('quiet', 'everywhere', 'it with a channel, or /quota pause');
  checkModes(rule);
  if (rule.maxCount !== undefined && (!isWhole(rule.maxCount) || rule.maxCount < 1 || rule.maxCount > MAX_COUNT))
    throw invalid('max', rule.maxCount, `a whole number from 1 to ${MAX_COUNT}`);
  if (rule.maxQuality !== undefined && qualityRank(rule.maxQuality) === undefined)
    throw invalid('quality', rule.maxQuality, QUALITY_WORDS.join(', '));
  if (!rule.models) return change;
  if (rule.models.length === 0)
    throw invalid('models', 'none', 'at least one model, or take the rule away; quiet forbids all');
  return { ...change, rule: { ...rule, models: [...new Set(rule.models.map(modelId))] } };
}

function checkModes({ modes }: PlaceRuleChange): void {
  if (!modes) return;
  if (modes.length === 0) throw invalid('modes', 'none', 'at least one mode, or take the rule away; quiet forbids all');
  const stranger = modes.find((mode) => !MODES.includes(mode));
  if (stranger !== undefined) throw invalid('modes', stranger, MODES.join(', '));
}

function checkWeight(change: Extract<PolicyChange, { kind: 'weight' }>, { modelId }: CheckOptions): PolicyChange {
  const { of, name, weight } = change;
  if (weight !== undefined && !(weight > 0 && weight <= MAX_WEIGHT))
    throw invalid('weight', weight, `a number above 0 and up to ${MAX_WEIGHT}`);
  if (of === 'model') return { ...change, name: modelId(name) };
  return checked(change, 'quality', name, (word) => qualityRank(word) !== undefined, QUALITY_WORDS.join(', '));
}

function checkBounds(bounds: BoundsChange): void {
  for (const [name, bound] of Object.entries(bounds))
    if (bound !== undefined && (!isWhole(bound) || bound < 1 || bound > MAX_AT_ONCE))
      throw invalid(name === 'perPerson' ? 'per-person' : 'together', bound, `a whole number from 1 to ${MAX_AT_ONCE}`);
}

const isBudget = ({ usdMicros, warnAt }: MoneyBudget): boolean =>
  isWhole(usdMicros) && usdMicros >= 0 && usdMicros <= MAX_USD_MICROS && warnAt > 0 && warnAt <= 1;

const isWhole = (value: number): boolean => Number.isSafeInteger(value);

const isId = (id: string): boolean => id.trim() !== '' && id.length <= 200;

function checked<C extends PolicyChange, T>(
  change: C,
  option: string,
  value: T | undefined,
  isRight: (value: T) => boolean,
  allowed: string,
): C {
  if (value === undefined || isRight(value)) return change;
  throw invalid(option, typeof value === 'string' ? value : 'given', allowed);
}

const invalid = (option: string, value: unknown, allowed: string): EaselError =>
  new EaselError('option-invalid', { option, value: String(value), allowed });
