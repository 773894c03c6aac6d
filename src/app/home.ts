import { count, credits } from '#src/domain/error-texts.ts';
import type { Job } from '#src/domain/job.ts';
import { type ModelEntry, modesOf } from '#src/domain/model.ts';
import { text } from '#src/domain/text.ts';
import type { Fact, HomeCard, HomeResult } from '#src/ports/cards.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { accountIdOf } from './accept-job.ts';
import type { Shelf } from './card-picture.ts';
import { offeredModels } from './offered-models.ts';
import { cardPictures } from './result-card.ts';
import type { Purses } from './rules/purses.ts';

export interface HomeParts extends Shelf {
  readonly catalogue: Catalogue;
  readonly purses: Purses;
  readonly jobs: JobStore;
  readonly clock: Clock;
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
  const { catalogue, purses, jobs, clock } = parts;

  /** @throws {EaselError} `store-unavailable`. */
  return async function home({ actor, place: { tenantId } }: HomeOf): Promise<HomeCard> {
    const accountId = accountIdOf(tenantId, actor.userId);
    const [balance, own, unfinished] = await Promise.all([
      purses.balance({ tenantId, personId: actor.userId, ...(actor.roles && { roles: actor.roles }) }),
      jobs.byAccount(accountId, LOOKED_THROUGH),
      actor.isModerator ? jobs.unfinished() : undefined,
    ]);
    return {
      facts: factsOf(balance),
      recent: own.flatMap((job) => resultOf(job, parts)).slice(0, SHOWN),
      models: modelsOf(),
      ...(unfinished && { tenant: tenantFacts(unfinished.filter((job) => job.tenantId === tenantId)) }),
    };
  };

  function modelsOf(): HomeCard['models'] {
    const { defaultModel } = catalogue;
    const usualFirst = offeredModels(catalogue, clock.now()).toSorted(
      (a, b) => Number(b.id === defaultModel?.id) - Number(a.id === defaultModel?.id),
    );
    return usualFirst.map((model) => ({ name: model.id, about: aboutOf(model, model.id === defaultModel?.id) }));
  }
}

const factsOf = ({ available, allowance, held, moreAt }: Balance): readonly Fact[] => [
  { label: 'Left', value: text(`${credits(available)} of ${count(allowance)}`) },
  ...(held > 0 ? [{ label: 'Reserved', value: text(credits(held)) }] : []),
  { label: 'More come', value: text({ time: moreAt }) },
];

function resultOf(job: Job, shelf: Shelf): readonly HomeResult[] {
  const [picture] = cardPictures(job, shelf);
  if (job.state !== 'succeeded' || job.deletedAt !== undefined || !picture) return [];
  return [{ jobId: job.id, prompt: job.request.prompt, madeAt: job.finishedAt ?? job.createdAt, picture }];
}

const aboutOf = (model: ModelEntry, isUsual: boolean) =>
  text(isUsual ? 'The usual one. ' : '', modesOf(model).join(', '));

/** As far as it is known without reading every account. */
function tenantFacts(unfinished: readonly Job[]): readonly Fact[] {
  const running = unfinished.filter(({ state }) => state === 'running' || state === 'delivering').length;
  const asking = unfinished.filter(({ state }) => state === 'confirming').length;
  const waiting = unfinished.filter(({ state }) => state === 'accepted' || state === 'queued').length;
  return [
    { label: 'Running', value: text(count(running)) },
    { label: 'Waiting', value: text(count(waiting)) },
    ...(asking > 0 ? [{ label: 'Waiting for a yes to the price', value: text(count(asking)) }] : []),
  ];
}
