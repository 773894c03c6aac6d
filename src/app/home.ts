import { count, credits } from '#src/domain/error-texts.ts';
import type { Job } from '#src/domain/job.ts';
import { type ModelEntry, modesOf } from '#src/domain/model.ts';
import type { PlanRules } from '#src/domain/rules/model-under.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Fact, HomeCard, HomeResult } from '#src/ports/cards.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { TenantState } from '#src/ports/moderation.ts';
import { accountIdOf } from './accept-job.ts';
import type { Shelf } from './card-picture.ts';
import { cardPictures } from './result-card.ts';
import { createAllowedModels } from './rules/allowed-models.ts';
import type { Purses } from './rules/purses.ts';
import { createTenantState, type StateParts } from './rules/tenant-state.ts';

export interface HomeParts extends Shelf, StateParts {
  readonly catalogue: Catalogue;
  readonly purses: Purses;
}

/** Whose page it is. Nobody else sees it, so what they made in private is on it too. */
export interface HomeOf {
  readonly actor: Actor;
  readonly place: Pick<Place, 'tenantId'>;
}

const SHOWN = 5;
const LOOKED_THROUGH = 25;

/** What a person sees of Easel where nobody asked for anything. */
export function createHome(parts: HomeParts) {
  const { catalogue, purses, jobs, standings } = parts;
  const { pickable } = createAllowedModels(parts);
  const tenantState = createTenantState(parts);

  /** @throws {EaselError} `store-unavailable`. */
  return async function home({ actor, place: { tenantId } }: HomeOf): Promise<HomeCard> {
    const accountId = accountIdOf(tenantId, actor.userId);
    const { userId: personId, roles = [] } = actor;
    const [balance, own, unfinished, state, standing] = await Promise.all([
      purses.balance({ tenantId, personId: actor.userId, ...(actor.roles && { roles: actor.roles }) }),
      jobs.byAccount(accountId, LOOKED_THROUGH),
      actor.isModerator ? jobs.unfinished() : [],
      actor.isModerator ? tenantState(tenantId) : undefined,
      // The page is in no channel: what a channel forbids is told there.
      standings.of({ tenantId, personId, roles, channelId: '' }),
    ]);
    const asking = unfinished.filter((job) => job.tenantId === tenantId && job.state === 'confirming').length;
    return {
      facts: factsOf(balance),
      recent: own.flatMap((job) => resultOf(job, parts)).slice(0, SHOWN),
      models: modelsOf(standing),
      ...(state && { tenant: tenantFacts(state, asking) }),
    };
  };

  function modelsOf(rules: PlanRules): HomeCard['models'] {
    const { defaultModel } = catalogue;
    const usualFirst = pickable(rules).toSorted(
      (a, b) => Number(b.id === defaultModel?.id) - Number(a.id === defaultModel?.id),
    );
    return usualFirst.map((model) => ({ name: model.id, about: aboutOf(model, model.id === defaultModel?.id) }));
  }
}

const factsOf = ({ available, allowance, held, moreAt, ending = [] }: Balance): readonly Fact[] => [
  { label: 'Left', value: text(`${credits(available)} of ${count(allowance)}`) },
  ...(held > 0 ? [{ label: 'Reserved', value: text(credits(held)) }] : []),
  { label: 'More come', value: text({ time: moreAt }) },
  ...ending
    .slice(0, 1)
    .map(({ amount, at }) => ({ label: 'End soon', value: text(`${credits(amount)} at `, { time: at }) })),
];

function resultOf(job: Job, shelf: Shelf): readonly HomeResult[] {
  const [picture] = cardPictures(job, shelf);
  if (job.state !== 'succeeded' || job.deletedAt !== undefined || !picture) return [];
  return [{ jobId: job.id, prompt: job.request.prompt, madeAt: job.finishedAt ?? job.createdAt, picture }];
}

const aboutOf = (model: ModelEntry, isUsual: boolean) =>
  text(isUsual ? 'The usual one. ' : '', modesOf(model).join(', '));

/** How the tenant stands, for who moderates it. */
function tenantFacts(state: TenantState, asking: number): readonly Fact[] {
  const { paused, running, waiting, today, budget, blocked, openCases } = state;
  const facts: readonly (readonly [string, Text | undefined])[] = [
    ['Paused', paused && text({ plain: paused.reason })],
    ['Running', text(count(running))],
    ['Waiting', text(count(waiting))],
    ['Waiting for a yes to the price', asking > 0 ? text(count(asking)) : undefined],
    ['Today', text(`${credits(today.credits)} for ${count(today.pictures)} pictures, ${count(today.refused)} refused`)],
    ['Budget left', budget && text(dollars(Math.max(0, budget.usdMicros - budget.spentUsdMicros)))],
    ['Blocked people', blocked > 0 ? text(count(blocked)) : undefined],
    ['Cases waiting', openCases > 0 ? text(count(openCases)) : undefined],
  ];
  return facts.flatMap(([label, value]) => (value ? [{ label, value }] : []));
}

const dollars = (usdMicros: number): string => `$${(usdMicros / 1e6).toFixed(2)}`;
