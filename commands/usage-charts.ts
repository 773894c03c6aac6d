import type { Chart } from '#src/domain/chart.ts';
import { count } from '#src/domain/error-texts.ts';
import type { UsageReport } from '#src/ports/moderation.ts';

const MODELS = 5;
const BARS = 10;
const OTHERS = 'all others';

/** Columns by day, stacked by model. */
export function dayChart({ byDay, byModel, totals }: UsageReport): Chart | undefined {
  if (totals.credits === 0) return undefined;
  const models = byModel.slice(0, MODELS).map(({ modelId }) => modelId);
  const of = (day: UsageReport['byDay'][number], modelId: string): number =>
    day.byModel.find((each) => each.modelId === modelId)?.credits ?? 0;
  const named = models.map((modelId) => ({ name: shortName(modelId), values: byDay.map((day) => of(day, modelId)) }));
  const rest = byDay.map((day) => day.credits - models.reduce((sum, modelId) => sum + of(day, modelId), 0));
  const most = byDay.reduce((best, day) => (day.credits > best.credits ? day : best));
  return {
    kind: 'columns',
    title: 'Credits by day',
    unit: 'credits',
    labels: byDay.map(({ day }) => shortDay(day)),
    series: [...named, ...(rest.some((value) => value > 0) ? [{ name: OTHERS, values: rest }] : [])],
    alt: `Credits by day over ${byDay.length} days, by model: ${count(totals.credits)} in all, the most on ${most.day} with ${count(most.credits)}.`,
  };
}

export const modelChart = ({ byModel, totals }: UsageReport): Chart | undefined =>
  barChart(
    'Credits by model',
    byModel.map(({ modelId, credits }) => ({ name: shortName(modelId), credits })),
    totals.credits,
  );

export const personChart = ({ byPerson, totals }: UsageReport): Chart | undefined =>
  barChart(
    'Credits by person',
    byPerson.map(({ personId, name = personId, credits }) => ({ name, credits })),
    totals.credits,
  );

interface Bar {
  readonly name: string;
  readonly credits: number;
}

/** @param all what those that are shown and all others come to. */
function barChart(title: string, bars: readonly Bar[], all: number): Chart | undefined {
  const shown = bars.filter(({ credits }) => credits > 0).slice(0, BARS);
  if (shown.length === 0) return undefined;
  const rest = all - shown.reduce((sum, { credits }) => sum + credits, 0);
  const whole = rest > 0 ? [...shown, { name: OTHERS, credits: rest }] : shown;
  const said = whole.map(({ name, credits }) => `${name} ${count(credits)}`).join(', ');
  return {
    kind: 'bars',
    title,
    unit: 'credits',
    labels: whole.map(({ name }) => name),
    series: [{ name: 'credits', values: whole.map(({ credits }) => credits) }],
    alt: `${title}: ${said}.`,
  };
}

/** `openai/gpt-image-2.6-flare` -> `gpt-image-2.6-flare`. */
const shortName = (modelId: string): string => modelId.split('/').at(-1) ?? modelId;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `2026-11-03` -> `Nov 3`. */
function shortDay(day: string): string {
  const [, month = '', date = ''] = day.split('-');
  return `${MONTHS[Number(month) - 1] ?? month} ${Number(date)}`;
}
