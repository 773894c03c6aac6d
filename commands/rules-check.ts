import { EaselError } from '#src/domain/errors.ts';
import {
  CHECK_FAILURES,
  CONTENT_ACTIONS,
  type ContentRules,
  type ProviderCheck,
} from '#src/domain/rules/content-rules.ts';
import { text } from '#src/domain/text.ts';
import type { Command, Options } from '#src/ports/command.ts';
import { changeContent, REASON } from './content-change.ts';
import { checkWords } from './content-words.ts';
import { actionIn } from './rules-add.ts';

/** Lets a provider's moderation look at prompts and pictures, or not. */
export const rulesCheck: Command = {
  name: 'rules check',
  description: 'Let a provider look at prompts and pictures, at no cost to anybody',
  who: 'moderators',
  visibility: 'private',
  options: {
    prompts: { kind: 'flag', about: 'Whether it looks at prompts; as it is now, at first yes' },
    pictures: { kind: 'flag', about: 'Whether it looks at finished pictures; as it is now, at first yes' },
    action: {
      kind: 'choice',
      about: 'What happens to what it finds; as it is now, at first refused',
      of: CONTENT_ACTIONS,
    },
    threshold: {
      kind: 'integer',
      about: 'In percent; 0 for what the provider itself flags; as it is now',
      min: 0,
      max: 100,
    },
    failure: { kind: 'choice', about: 'Where it cannot be asked; as it is now, at first refuse', of: CHECK_FAILURES },
    adults: { kind: 'flag', about: 'Yes: nudity is left alone in places that are marked as for adults' },
    off: { kind: 'flag', about: 'Yes: it looks at nothing any more' },
    reason: REASON,
  },

  async run(context, options) {
    const isOff = options.flag('off') === true;
    if (!isOff && !context.content.canCheck)
      throw new EaselError('not-allowed', {
        what: 'use this: whoever runs Easel has added no provider that can look at content',
      });
    const { check } = await changeContent(context, options, 'the check of content', (now) =>
      changed(now, options, isOff),
    );
    await context.answer({
      kind: 'text',
      text: text(check ? checkWords(check) : 'No provider looks at content any more.'),
    });
  },
};

function changed({ check: known, ...others }: ContentRules, options: Options, isOff: boolean): ContentRules {
  if (isOff) return others;
  const { threshold: _threshold, ...kept } = known ?? { prompts: true, pictures: true, action: 'block' as const };
  const percent = options.integer('threshold');
  const threshold = percent === undefined ? known?.threshold : percent / 100 || undefined;
  const onFailure = CHECK_FAILURES.find((one) => one === options.text('failure'));
  const check: ProviderCheck = {
    ...kept,
    prompts: options.flag('prompts') ?? kept.prompts,
    pictures: options.flag('pictures') ?? kept.pictures,
    action: actionIn(options) ?? kept.action,
    ...(threshold !== undefined && { threshold }),
    ...(onFailure && { onFailure }),
  };
  if (!check.prompts && !check.pictures) return others;
  return { ...others, check: exceptAdults(check, options.flag('adults')) };
}

function exceptAdults({ exceptAgeRestricted, ...check }: ProviderCheck, wish: boolean | undefined): ProviderCheck {
  return (wish ?? exceptAgeRestricted === true) ? { ...check, exceptAgeRestricted: true } : check;
}
