import { EaselError } from '#src/domain/errors.ts';
import type { ContentRules } from '#src/domain/rules/content-rules.ts';
import { text } from '#src/domain/text.ts';
import type { Command, Options } from '#src/ports/command.ts';
import { changeContent, REASON } from './content-change.ts';
import { escalationWords } from './content-words.ts';

const HOUR_MS = 3_600_000;
const USUAL = { cases: 3, days: 7, hours: 24 };

/** How many cases block a person, and for how long. */
export const rulesLimit: Command = {
  name: 'rules limit',
  description: 'Block people for a while after so many cases',
  who: 'moderators',
  visibility: 'private',
  options: {
    cases: { kind: 'integer', about: `So many cases; as it is now, at first ${USUAL.cases}`, min: 1, max: 100 },
    days: { kind: 'integer', about: `Within so many days; as it is now, at first ${USUAL.days}`, min: 1, max: 90 },
    hours: {
      kind: 'integer',
      about: `Block for so many hours; as it is now, at first ${USUAL.hours}`,
      min: 1,
      max: 8760,
    },
    off: { kind: 'flag', about: 'Yes: numbers block nobody' },
    reason: REASON,
  },

  async run(context, options) {
    const content = await changeContent(context, options, 'how many cases block', (now) => changed(now, options));
    await context.answer({ kind: 'text', text: text(escalationWords(content)) });
  },
};

function changed({ escalation: known, ...others }: ContentRules, options: Options): ContentRules {
  if (options.flag('off')) return others;
  const [cases, days, hours] = ['cases', 'days', 'hours'].map((name) => options.integer(name));
  if (known && cases === undefined && days === undefined && hours === undefined)
    throw new EaselError('option-invalid', { option: 'cases', value: '', allowed: 'how many, or off' });
  return {
    ...others,
    escalation: {
      cases: cases ?? known?.cases ?? USUAL.cases,
      days: days ?? known?.days ?? USUAL.days,
      blockMs: hours === undefined ? (known?.blockMs ?? USUAL.hours * HOUR_MS) : hours * HOUR_MS,
    },
  };
}
