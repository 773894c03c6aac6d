import { count } from '#src/domain/error-texts.ts';
import { own } from './own.ts';
import { BY_CHANNEL, BY_INSTALLATION, BY_PERSON, BY_TENANT } from './rule-names.ts';
import type { Ruled, RuleNote, Standing } from './standing.ts';
import type { Layers } from './standing-of.ts';
import type { Bounds, ChannelRule, MoneyBudget } from './tenant-policy.ts';

type Decided = Pick<
  Standing,
  'credits' | 'timeZone' | 'qualityWeights' | 'quiet' | 'blocked' | 'running' | 'perMinute' | 'lenders'
> & {
  readonly allowanceBy: string;
  readonly channel: ChannelRule;
  readonly budget: MoneyBudget | undefined;
  readonly tenantAllowance: number | undefined;
};

type Note = RuleNote | undefined;

/** Every rule that decided something, the decisive ones first. @param ofPlace those about the place. */
export function notesOf(layers: Layers, decided: Decided, ofPlace: readonly RuleNote[]): readonly RuleNote[] {
  const { credits, timeZone, quiet, blocked, allowanceBy } = decided;
  const { tenant, installation } = layers;
  const byTenant = (isTenants: boolean): string => (isTenants ? BY_TENANT : BY_INSTALLATION);
  const notes: readonly Note[] = [
    blocked &&
      note('blocked', blocked.until === undefined ? 'until unblocked' : `until ${minute(blocked.until)}`, BY_PERSON),
    quiet ? note('quiet', 'nothing is made here', BY_CHANNEL) : undefined,
    ...ofPlace,
    note('allowance', count(credits.allowance), allowanceBy),
    note('period', `${credits.period}, by the clocks of ${timeZone}`, byTenant(tenant.period !== undefined)),
    ...weightNotes(layers),
    note('asks first above', count(credits.confirmAbove), byTenant(tenant.confirmAbove !== undefined)),
    ...boundNotes('running at once', tenant.running, installation.tenants?.running),
    ...boundNotes('requests a minute', tenant.perMinute, installation.tenants?.perMinute),
    ...purseNotes(layers, decided),
    lendersNote(layers, decided),
  ];
  return notes.flatMap((each) => each ?? []);
}

function lendersNote({ tenant }: Layers, { lenders }: Decided): Note {
  if (lenders === 'any') return undefined;
  const by = tenant.linked === false ? BY_TENANT : BY_INSTALLATION;
  const value = lenders.length === 0 ? 'not spent here' : 'spent here from some places only';
  return note('credits of other places', value, by);
}

function weightNotes({ credits, installation, tenant }: Layers): readonly Note[] {
  return [
    note('model weights', listed(tenant.weights), BY_TENANT),
    note('model weights', listed(without(credits.weights, tenant.weights)), BY_INSTALLATION),
    note('quality weights', listed(tenant.qualityWeights), BY_TENANT),
    note(
      'quality weights',
      listed(without(installation.tenants?.qualityWeights, tenant.qualityWeights)),
      BY_INSTALLATION,
    ),
  ].filter(({ value }) => value !== '');
}

function boundNotes(what: Ruled, ofTenant: Bounds = {}, usual: Bounds = {}): readonly Note[] {
  return (['perPerson', 'perTenant'] as const).map((each) => {
    const bound = ofTenant[each] ?? usual[each];
    const whom = each === 'perPerson' ? 'of one person' : 'of all together';
    const by = ofTenant[each] === undefined ? BY_INSTALLATION : BY_TENANT;
    return bound === undefined ? undefined : note(what, `${count(bound)} ${whom}`, by);
  });
}

function purseNotes({ installation, tenant }: Layers, { channel, budget, tenantAllowance }: Decided): readonly Note[] {
  const byBudget = budget === installation.tenants?.budget ? BY_INSTALLATION : BY_TENANT;
  const byAllowance = tenant.tenantAllowance === undefined ? BY_INSTALLATION : BY_TENANT;
  return [
    channel.allowance === undefined ? undefined : note("this channel's credits", count(channel.allowance), BY_CHANNEL),
    tenantAllowance === undefined ? undefined : note("everybody's credits", count(tenantAllowance), byAllowance),
    budget && note('budget', dollars(budget.usdMicros), byBudget),
    installation.budget && note("everybody's budget", dollars(installation.budget.usdMicros), BY_INSTALLATION),
  ];
}

const note = (what: Ruled, value: string, by: string): RuleNote => ({ what, value, by });

/** What moderators and operators read of money: `$12.50 a month`. */
const dollars = (usdMicros: number): string => `$${(usdMicros / 1e6).toFixed(2)} a month`;

const minute = (at: number): string => `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

const listed = (weights: Readonly<Record<string, number>> = {}): string =>
  Object.entries(weights)
    .map(([name, weight]) => `${name} x${weight}`)
    .join(', ');

const without = (weights: Readonly<Record<string, number>> = {}, replaced: Readonly<Record<string, number>> = {}) =>
  Object.fromEntries(Object.entries(weights).filter(([name]) => own(replaced, name) === undefined));
