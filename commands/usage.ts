import type { Chart } from '#src/domain/chart.ts';
import { count, credits } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Command, CommandContext, Options } from '#src/ports/command.ts';
import type { UsageReport, UsageTotals } from '#src/ports/moderation.ts';
import { commandAction, dollars, totalsWords } from './quota-answers.ts';
import { dayChart, modelChart, personChart } from './usage-charts.ts';

const USUAL_DAYS = 30;
const MOST_DAYS = 90;
const ROWS = 12;
const WAYS = ['day', 'model', 'person'] as const;

/** Who used what, in words and as a picture. */
export const usage: Command = {
  name: 'usage',
  description: 'Show what was used, by day, by model or by person',
  who: 'moderators',
  visibility: 'private',
  options: {
    by: { kind: 'choice', about: 'By what; by person unless you say otherwise', of: WAYS },
    user: { kind: 'person', about: 'Only of somebody' },
    channel: { kind: 'channel', about: 'Only in a channel' },
    days: { kind: 'integer', about: `How many days; ${USUAL_DAYS} unless you say otherwise`, min: 1, max: MOST_DAYS },
  },

  async run(context, options) {
    const days = options.integer('days') ?? USUAL_DAYS;
    const [user, channel] = [options.text('user'), options.text('channel')];
    const by = WAYS.find((way) => way === options.text('by')) ?? (user === undefined ? 'person' : 'day');
    const report = await context.moderation.usage({
      days,
      ...(user !== undefined && { personId: user }),
      ...(channel !== undefined && { channelId: channel }),
    });
    const chart = CHARTS[by](report);
    await context.answer({
      kind: 'table',
      title: `${credits(report.totals.credits)} in ${days === 1 ? 'a day' : `${days} days`}`,
      columns: [HEADS[by], 'Pictures', 'Credits', 'Money', 'Refused'],
      rows: rowsOf(by, report),
      note: noteOf(by, report, options),
      ...(chart && (await pictureOf(context, chart))),
      actions: WAYS.filter((way) => way !== by).map((way) =>
        commandAction(`By ${way}`, 'usage', { by: way, ...kept(options) }, false),
      ),
    });
  },
};

type Way = (typeof WAYS)[number];

const HEADS: Readonly<Record<Way, string>> = { day: 'Day', model: 'Model', person: 'Who' };

const CHARTS: Readonly<Record<Way, (report: UsageReport) => Chart | undefined>> = {
  day: dayChart,
  model: modelChart,
  person: personChart,
};

/** Words come first: nobody goes without an answer because a picture could not be drawn. */
async function pictureOf({ chart: draw }: CommandContext, chart: Chart) {
  const picture = await draw(chart).catch(() => undefined);
  return picture && { picture };
}

const kept = (options: Options): Readonly<Record<string, string>> =>
  Object.fromEntries(
    ['user', 'channel', 'days'].flatMap((name) => {
      const value = options.text(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );

function rowsOf(by: Way, { byDay, byModel, byPerson }: UsageReport): readonly (readonly Text[])[] {
  if (by === 'day')
    return byDay
      .filter(({ requests, refused }) => requests + refused > 0)
      .slice(-ROWS)
      .toReversed()
      .map((each) => [text(each.day), ...cells(each)]);
  if (by === 'model') return byModel.slice(0, ROWS).map((each) => [text({ code: each.modelId }), ...cells(each)]);
  return byPerson.slice(0, ROWS).map((each) => [text({ mention: each.personId }), ...cells(each)]);
}

const cells = ({ pictures, credits: spent, usdMicros, refused }: UsageTotals): readonly Text[] => [
  text(count(pictures)),
  text(count(spent)),
  text(dollars(usdMicros)),
  text(count(refused)),
];

function noteOf(by: Way, { totals, byPerson, byModel }: UsageReport, options: Options): Text {
  const shown = by === 'person' ? byPerson.slice(0, ROWS) : by === 'model' ? byModel.slice(0, ROWS) : [];
  const rest = totals.credits - shown.reduce((sum, each) => sum + each.credits, 0);
  const others = by !== 'day' && rest > 0 ? ` All others: ${credits(rest)}.` : '';
  const user = options.text('user');
  const whom: Text = user === undefined ? [] : text('Of ', { mention: user }, ': ');
  return text(whom, `${totalsWords(totals)}.${others}`);
}
