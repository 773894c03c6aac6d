import { periodAt } from '#src/domain/period.ts';
import type { CreditPolicy } from '#src/domain/policy.ts';
import { changePolicy } from '#src/domain/rules/change-policy.ts';
import { checkChange } from '#src/domain/rules/check-change.ts';
import type { PolicyChange } from '#src/domain/rules/policy-change.ts';
import type { Standing } from '#src/domain/rules/standing.ts';
import { standingOf } from '#src/domain/rules/standing-of.ts';
import type { InstallationPolicy, TenantPolicy } from '#src/domain/rules/tenant-policy.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { WhatIf } from '#src/ports/moderation.ts';
import type { Policies } from './policies.ts';
import { createReplay } from './replay.ts';
import type { Member } from './standings.ts';
import { LINE_DAYS, type UsageBook } from './usage.ts';
import { addLine, newTally, totalsOf, type UsageLine } from './usage-tally.ts';

export interface WhatIfParts {
  readonly policies: Pick<Policies, 'state'>;
  readonly policy: CreditPolicy;
  readonly installation: InstallationPolicy;
  readonly catalogue: Pick<Catalogue, 'models' | 'off' | 'find'>;
  readonly ledger: Pick<CreditLedger, 'accounts'>;
  readonly documents: { readonly members: Documents<Member> };
  readonly usage: Pick<UsageBook, 'lines'>;
  readonly clock: Clock;
}

const DAY_MS = 86_400_000;
const SHOWN = 20;
/** What the policy could not have spared, however it is changed. */
const NOT_BY_POLICY = new Set(['paused', 'too-many-jobs', 'content-rule', 'content-blocked']);

/**
 * Replays the last days under another policy. A request ends otherwise than it did only where the two policies differ about it: so
 * a change that changes nothing shows nothing, whatever policies there were in those days. A model that would be forbidden counts as
 * refused, though another one might have been used.
 */
export function createWhatIf(parts: WhatIfParts) {
  const { policies, usage, clock } = parts;

  return async function whatIf(tenantId: string, changes: readonly PolicyChange[], asked: number): Promise<WhatIf> {
    const days = Math.max(1, Math.min(asked, LINE_DAYS));
    const { policy } = await policies.state(tenantId);
    const roles = await rolesOf(tenantId, parts);
    const one = replayOf(tenantId, policy, roles, parts);
    const other = replayOf(tenantId, changed(policy, changes, parts), roles, parts);
    const [before, after] = [newTally(), newTally()];
    for await (const line of usage.lines.within(tenantId, clock.now() - days * DAY_MS, clock.now() + DAY_MS)) {
      addLine(before, line);
      addLine(after, await otherwise(line, one, other));
    }
    const people = [...before.people].map(([personId, sum]) => ({
      personId,
      before: totalsOf(sum),
      after: totalsOf(after.people.get(personId)),
    }));
    const changedMost = people.filter((each) => differs(each) > 0).toSorted((a, b) => differs(b) - differs(a));
    return { days, before: totalsOf(before.all), after: totalsOf(after.all), changed: changedMost.slice(0, SHOWN) };
  };
}

type Replay = ReturnType<typeof createReplay>;

/** What would have become of a request. */
async function otherwise(line: UsageLine, one: Replay, other: Replay): Promise<UsageLine> {
  if (line.refused !== undefined && NOT_BY_POLICY.has(line.refused)) return line;
  const [cost, otherCost] = costsUnder(line, one, other);
  const [was, is] = [await one.allows(line, cost), await other.allows(line, otherCost)];
  const { refused, ...rest } = line;
  const same = refused === undefined ? { ...line, credits: otherCost } : line;
  if (was === is) return same;
  return is
    ? { ...rest, credits: otherCost, pictures: Math.max(1, line.pictures) }
    : { ...line, refused: 'rule-forbids' };
}

/** What it costs by the one policy, which is what was paid, and by the other's weights. */
function costsUnder(line: UsageLine, one: Replay, other: Replay): readonly [number, number] {
  const [was = 0, is = was] = [one.priceOfLine(line), other.priceOfLine(line)];
  // Of an early refusal nobody knows how many pictures were meant.
  const cost = line.credits === 0 && line.refused !== undefined ? was : line.credits;
  return [cost, was === 0 ? cost : Math.round((cost * is) / was)];
}

function replayOf(
  tenantId: string,
  tenant: TenantPolicy,
  roles: ReadonlyMap<string, readonly string[]>,
  parts: WhatIfParts,
) {
  const { policy: credits, installation, catalogue, ledger } = parts;
  const known = new Map<string, Standing>();
  const models = new Map([...catalogue.models, ...catalogue.off].map((model) => [model.id, model]));
  const extras = new Map<string, number>();
  return createReplay({
    modelOf: (modelId) => models.get(modelId),

    standingOf({ at, personId, channelId }) {
      // A standing changes with its periods, and those with a day of some zone at most.
      const name = `${personId} ${channelId} ${periodAt('day', at, tenant.timeZone ?? installation.timeZone).key}`;
      const standing = known.get(name);
      if (standing) return standing;
      const where = { tenantId, personId, channelId, roles: roles.get(personId) ?? [] };
      const found = standingOf({ credits, installation, tenant }, where, at);
      known.set(name, found);
      return found;
    },

    async extraOf(personId) {
      const had = extras.get(personId);
      if (had !== undefined) return had;
      const accountId = `${tenantId}:${personId}`;
      let extra = 0;
      for await (const [id, { extra: plain, lots = [] }] of ledger.accounts(accountId))
        if (id === accountId) extra = plain + lots.reduce((sum, { amount }) => sum + amount, 0);
      extras.set(personId, extra);
      return extra;
    },
  });
}

async function rolesOf(tenantId: string, { documents }: WhatIfParts): Promise<ReadonlyMap<string, readonly string[]>> {
  const roles = new Map<string, readonly string[]>();
  for await (const [id, member] of documents.members.list(`${tenantId}:`))
    if (member.roles.length > 0) roles.set(id.slice(tenantId.length + 1), member.roles);
  return roles;
}

function changed(
  policy: TenantPolicy,
  changes: readonly PolicyChange[],
  { catalogue, clock }: WhatIfParts,
): TenantPolicy {
  const now = clock.now();
  const options = { now, modelId: (name: string) => catalogue.find(name).id };
  return changes
    .map((change) => checkChange(change, options))
    .reduce((tenant, change) => changePolicy(tenant, change, { by: '', at: now }), policy);
}

type Changed = WhatIf['changed'][number];

const differs = ({ before, after }: Changed): number =>
  Math.abs(after.refused - before.refused) * 1_000_000 + Math.abs(after.credits - before.credits);
