import { list, stopped } from './name-list.ts';
import type { RuleErrorDetails } from './rule-error-details.ts';
import { type Text, text } from './text.ts';

/** What a person reads where a rule of their place refuses something. */
export const RULE_ERROR_TEXTS: { readonly [C in keyof RuleErrorDetails]: (details: RuleErrorDetails[C]) => Text } = {
  paused: ({ everywhere, reason }) =>
    text(
      everywhere ? 'Whoever runs Easel has paused it' : 'The moderators have paused Easel here',
      ...because(reason),
      ' Nothing is made of your request until they resume it. Try again then.',
    ),
  'blocked-person': ({ until, reason }) =>
    text(
      'The moderators have blocked you here',
      ...because(reason),
      ...(until === undefined
        ? [' Ask a moderator if you think that is wrong.']
        : [' Try again after ', { time: until }, ', or ask a moderator.']),
    ),
  'place-quiet': () => text('This channel is a quiet one: nothing is made or shown here. Use another channel.'),
  'rule-forbids': ({ what, by, allowed }) =>
    text(
      `${capital(by)} does not allow you ${what}. `,
      allowed.length > 0 ? `Use ${list(allowed)}.` : 'Ask a moderator what is allowed.',
    ),
  'no-model-allowed': ({ by }) =>
    text(`${capital(by)} allows no model that is offered, so nothing can be made. Ask a moderator to allow one.`),
  'too-fast': ({ perMinute, moreAt, of }) =>
    text(
      of === 'person' ? 'You have sent' : 'People here, you among them, have sent',
      ` ${requests(perMinute)} within a minute, which is the limit. Try again at `,
      { time: moreAt },
      '.',
    ),
  'budget-spent': ({ of, moreAt, available }) =>
    text(
      `${WHOSE_BUDGET[of]} `,
      available === undefined || available === 0 ? 'used up' : `too low for this: ${number(available)} left`,
      '. More come at ',
      { time: moreAt },
      '.',
    ),
  'changed-meanwhile': ({ by, what, undoing }) =>
    text(
      { plain: by },
      undoing === undefined
        ? ` changed ${what} after you looked at it, so your change was not made. Look at it again first.`
        : ` changed ${what} after the change number ${undoing}, so that was not taken back. Set what you want anew.`,
    ),
  'content-rule': ({ rule, appeal, reword = true, blockedUntil }) =>
    text(
      'A rule of the moderators here does not allow this: ',
      { plain: stopped(rule) },
      ...nextSteps(reword, appeal),
      ...(blockedUntil === undefined
        ? []
        : [' That was one too many, so you may ask for nothing here until ', { time: blockedUntil }, '.']),
    ),
  'held-for-review': () =>
    text('A rule here lets the moderators look at this before you see it. It waits for a moderator.'),
  'link-refused': ({ why }) =>
    text('Your accounts were not linked. ', { plain: stopped(why) }, ' Use /link for a new code.'),
};

const WHOSE_BUDGET = {
  channel: "This channel's credits are",
  tenant: "This server's credits are",
  'tenant-money': "This server's budget for the month is",
  'all-money': "Easel's budget for the month, which this would be paid from, is",
} as const;

/** Other words help only where words were the trouble. */
function nextSteps(reword: boolean, appeal: boolean): readonly string[] {
  if (!reword) return appeal ? [' Ask the moderators to look at it with Appeal.'] : [];
  return [' Word your prompt differently', appeal ? ', or ask the moderators to look at it with Appeal.' : '.'];
}

const because = (reason: string | undefined) => (reason?.trim() ? [': ', { plain: stopped(reason) }] : ['.']);

const capital = (words: string): string => `${words.charAt(0).toUpperCase()}${words.slice(1)}`;

const number = (value: number): string => value.toLocaleString('en-US');

const requests = (value: number): string => `${number(value)} ${value === 1 ? 'request' : 'requests'}`;
