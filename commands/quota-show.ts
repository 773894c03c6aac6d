import { ENTRY_WORDS } from '#src/domain/entry-words.ts';
import { count } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { Command } from '#src/ports/command.ts';
import type { PersonState, PolicyState } from '#src/ports/moderation.ts';
import { balanceWords, commandAction, dollars, endsWords, ruleRows } from './quota-answers.ts';
import { SUBJECT } from './quota-subject.ts';

const RULES = 12;
const ENTRIES = 5;

/** The rules of the place, or where somebody stands by them. */
export const quotaShow: Command = {
  name: 'quota show',
  description: 'Show the rules here, or what somebody has and why',
  who: 'moderators',
  visibility: 'private',
  options: { user: SUBJECT.user, channel: { kind: 'channel', about: 'As things stand in this channel' } },

  async run({ moderation, answer, channelId }, options) {
    const user = options.text('user');
    if (user === undefined) return answer(policyAnswer(await moderation.policy(), options.text('channel')));
    await answer(personAnswer(await moderation.person(user, options.text('channel') ?? channelId)));
  },
};

function personAnswer({ personId, balance, because, blocked, entries }: PersonState): Answer {
  const user = { user: personId };
  const until: Text = blocked?.until === undefined ? [] : text(' until ', { time: blocked.until });
  return {
    kind: 'table',
    title: balanceWords(balance),
    columns: ['Rule', 'Value', 'By'],
    rows: ruleRows(because, RULES),
    note: text(
      { mention: personId },
      ': ',
      ...(blocked
        ? [{ bold: 'blocked' }, until, ' by ', { mention: blocked.by }, ': ', { plain: blocked.reason }, '. ']
        : []),
      endsWords(balance),
      entries.length > 0 ? ' Lately: ' : '',
      ...entries
        .slice(0, ENTRIES)
        .map(
          ({ kind, amount }, index) => `${index > 0 ? ', ' : ''}${ENTRY_WORDS[kind].toLowerCase()} ${count(amount)}`,
        ),
      entries.length > 0 ? '.' : '',
    ),
    actions: [
      commandAction('Grant', 'quota grant', user),
      commandAction('Reset', 'quota reset', user, false),
      blocked ? commandAction('Unblock', 'quota unblock', user, false) : commandAction('Block', 'quota block', user),
    ],
  };
}

function policyAnswer(state: PolicyState, channelId: string | undefined): Answer {
  const { revision, policy, defaults, warnings } = state;
  const rows = [...rowsOf(state), ...channelRows(state, channelId), ...peopleRows(state)];
  return {
    kind: 'table',
    title: 'The rules here',
    columns: ['Rule', 'Value'],
    rows,
    note: text(
      ...warnings.map((warning) => text(warning, ' ')),
      revision === 0 ? 'Nothing was changed here yet.' : `The last change is number ${revision}.`,
      policy.allowance === undefined ? ` The allowance is the usual ${count(defaults.allowance)}.` : '',
    ),
    actions: [commandAction('Set', 'quota set'), commandAction('History', 'quota undo', {}, false)],
  };
}

type Row = readonly [Text, Text];
const row = (what: string, value: string | undefined): readonly Row[] =>
  value === undefined ? [] : [[text(what), text({ plain: value })]];

function rowsOf({ policy, defaults }: PolicyState): readonly Row[] {
  const { everywhere = {}, budget, running = {}, perMinute = {}, tenantAllowance } = policy;
  const period = policy.period ?? defaults.period;
  return [
    ...row('Each person', `${count(policy.allowance ?? defaults.allowance)} a ${period}`),
    ...Object.values(policy.roles ?? {}).flatMap(({ name, allowance }) =>
      row(`Role ${name}`, `${count(allowance)} a ${period}`),
    ),
    ...row('All together', tenantAllowance === undefined ? undefined : `${count(tenantAllowance)} a ${period}`),
    ...row('Time zone', policy.timeZone),
    ...row('Models', everywhere.models?.join(', ')),
    ...row('Modes', everywhere.modes?.join(', ')),
    ...row('Pictures at once', everywhere.maxCount?.toString()),
    ...row('Best quality', everywhere.maxQuality),
    ...row('Weights', weightWords({ ...policy.weights, ...policy.qualityWeights })),
    ...row('Asks first above', count(policy.confirmAbove ?? defaults.confirmAbove)),
    ...row('Running at once', boundWords(running)),
    ...row('Requests a minute', boundWords(perMinute)),
    ...row('Budget', budget && `${dollars(budget.usdMicros)} a month, warned at ${Math.round(budget.warnAt * 100)} %`),
    ...row('Credits of other places', spentWords(policy.linked)),
    ...row('Links to originals', policy.links && LINK_WORDS[policy.links]),
  ];
}

const spentWords = (linked: boolean | undefined): string | undefined =>
  linked === undefined ? undefined : linked ? 'spent here too' : 'not spent here';

const LINK_WORDS = { expiring: 'hold for a week', public: 'hold as long as the picture is there, for whoever has one' };

/** All channels with rules of their own, or the one that is asked about. */
function channelRows({ policy }: PolicyState, channelId: string | undefined): readonly Row[] {
  const channels = Object.entries(policy.channels ?? {}).filter(([id]) => channelId === undefined || id === channelId);
  return channels.flatMap(([id, { allowance, quiet, models, modes, maxCount, maxQuality }]) => {
    const words = [
      quiet ? 'quiet' : undefined,
      allowance === undefined ? undefined : `${count(allowance)} for all together`,
      models && `only ${models.join(', ')}`,
      modes && `only ${modes.join(', ')}`,
      maxCount === undefined ? undefined : `at most ${maxCount} at once`,
      maxQuality === undefined ? undefined : `quality up to ${maxQuality}`,
    ];
    const rule = words.filter((each) => each !== undefined).join('; ');
    return [[text({ channel: id }), text({ plain: rule })] as const];
  });
}

function peopleRows({ policy }: PolicyState): readonly Row[] {
  return Object.entries(policy.people ?? {}).flatMap(([id, { allowance, blocked }]) => {
    const words = [allowance === undefined ? undefined : count(allowance), blocked && `blocked: ${blocked.reason}`];
    return [[text({ mention: id }), text({ plain: words.filter((each) => each !== undefined).join('; ') })] as const];
  });
}

const weightWords = (weights: Readonly<Record<string, number>>): string | undefined =>
  Object.entries(weights)
    .map(([name, weight]) => `${name} x${weight}`)
    .join(', ') || undefined;

const boundWords = ({ perPerson, perTenant }: { readonly perPerson?: number; readonly perTenant?: number }) =>
  [
    perPerson === undefined ? undefined : `${count(perPerson)} of one person`,
    perTenant === undefined ? undefined : `${count(perTenant)} of all`,
  ]
    .filter((each) => each !== undefined)
    .join(', ') || undefined;
