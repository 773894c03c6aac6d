import { count } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command } from '#src/ports/command.ts';
import type { UsageTotals, WhatIf } from '#src/ports/moderation.ts';
import { dollars } from './quota-answers.ts';
import { CHANGES, changesOf } from './quota-changes.ts';

const USUAL_DAYS = 7;
const MOST_DAYS = 31;
const PEOPLE = 8;

/** What other rules would have made of the last days. */
export const quotaWhatIf: Command = {
  name: 'quota what-if',
  description: 'Replay the last days under other rules; nothing is changed',
  who: 'moderators',
  visibility: 'private',
  options: {
    ...CHANGES,
    days: { kind: 'integer', about: `How many days; ${USUAL_DAYS} unless you say otherwise`, min: 1, max: MOST_DAYS },
  },
  form: ['amount', 'user', 'role', 'models', 'days'],

  async run({ moderation, answer }, options) {
    const changes = changesOf(options);
    if (changes.length === 0)
      throw new EaselError('option-invalid', {
        option: 'amount',
        value: 'nothing',
        allowed: 'what would be other, as in /quota set',
      });
    const found = await moderation.whatIf(changes, options.integer('days') ?? USUAL_DAYS);
    const { before, after, days } = found;
    await answer({
      kind: 'table',
      title: `The last ${days === 1 ? 'day' : `${days} days`} under other rules`,
      columns: ['', 'Was', 'Would be'],
      rows: ROWS.map(([what, value]) => [text(what), text(value(before)), text(value(after))]),
      note: text(noteOf(found), changes.some(isAboutModels) ? FORBIDDEN : ''),
    });
  },
};

/** Another model might have been used, which nobody knows afterwards. */
const FORBIDDEN = ' What a forbidden model made counts as refused.';

const isAboutModels = (change: PolicyChange): boolean => change.kind === 'place' && change.rule.models !== undefined;

const ROWS: readonly (readonly [string, (totals: UsageTotals) => string])[] = [
  ['Requests', ({ requests }) => count(requests)],
  ['Pictures', ({ pictures }) => count(pictures)],
  ['Credits', ({ credits }) => count(credits)],
  ['Money', ({ usdMicros }) => dollars(usdMicros)],
  ['Refused', ({ refused }) => count(refused)],
];

function noteOf({ changed }: WhatIf): Text {
  if (changed.length === 0) return text('It would have been the same for everybody. Nothing is changed.');
  const people = changed
    .slice(0, PEOPLE)
    .flatMap(({ personId, before, after }, index) => [
      index > 0 ? '; ' : '',
      { mention: personId },
      ` ${count(before.credits)} → ${count(after.credits)} credits, ${count(before.refused)} → ${count(after.refused)} refused`,
    ]);
  return text('Most changed: ', ...people, '. Nothing is changed.');
}
