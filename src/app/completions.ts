import { isFinal } from '#src/domain/job.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command, Completion, KnownCompletion } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { accountIdOf } from './accept-job.ts';
import { offeredModels } from './offered-models.ts';
import { createAllowedModels } from './rules/allowed-models.ts';
import type { Standings } from './rules/standings.ts';
import { readShelf, type StoredTemplates } from './templates/template-shelf.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

const ASPECTS = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'];
const LOOKED_THROUGH = 25;

/** Somebody who types, and where. */
interface Typist {
  readonly tenantId: string;
  readonly userId: string;
  readonly roles?: readonly string[];
  /** Of a thread the channel it belongs to. */
  readonly channelId?: string;
}

export type Complete = (kind: Completion, typist: Typist) => Promise<readonly Choice[]>;

interface KnownParts {
  readonly catalogue: Catalogue;
  readonly commands: readonly Command[];
  readonly clock: Clock;
}

interface CompletionParts extends KnownParts {
  readonly jobs: JobStore;
  readonly standings: Pick<Standings, 'of'>;
  readonly documents: { readonly templates: Documents<StoredTemplates> };
}

/** The values that are known without any look-up, all of it derived from the catalogue. */
export function createKnownChoices({ catalogue, commands, clock }: KnownParts) {
  const choices: Readonly<Record<KnownCompletion, (models: readonly ModelEntry[]) => readonly Choice[]>> = {
    models: (models) => models.map(({ id, label }) => ({ value: id, label })),
    aspects: () => ASPECTS.map(same),
    sizes: (models) => unique(['auto', ...models.flatMap(presetsOf)]).map(same),
    qualities: (models) => unique(models.flatMap(({ quality }) => quality?.values ?? [])).map(same),
    commands: () => commands.map(({ name, description }) => ({ value: name, label: description })),
  };
  /** @param models all that are offered unless given. */
  return (kind: KnownCompletion, models = offeredModels(catalogue, clock.now())): readonly Choice[] =>
    choices[kind](models);
}

/**
 * What the values of options are completed from while people type, all of it derived from the catalogue, from what is allowed where
 * they are, from the person's own jobs and the templates they can use. Where the store does not tell what is allowed, all models are
 * offered.
 */
export function createCompletions({ jobs, standings, documents, ...parts }: CompletionParts): Complete {
  const known = createKnownChoices(parts);
  const { pickable } = createAllowedModels(parts);
  return async (kind, typist) => {
    if (kind === 'jobs') return runningJobs(typist);
    if (kind === 'templates') return usableTemplates(typist);
    return isOfModels(kind) ? known(kind, await modelsFor(typist)) : known(kind);
  };

  function modelsFor({ tenantId, userId: personId, roles = [], channelId = '' }: Typist) {
    return standings.of({ tenantId, personId, roles, channelId }).then(pickable, () => undefined);
  }

  async function usableTemplates({ tenantId, userId }: Typist): Promise<readonly Choice[]> {
    const { own, shared } = await readShelf(documents.templates, tenantId, accountIdOf(tenantId, userId));
    const first = new Map([...own, ...shared].reverse().map((template) => [template.name, template]));
    return [...first.values()].reverse().map(({ name, prompt }) => ({ value: name, label: `${name}: ${prompt}` }));
  }

  async function runningJobs({ tenantId, userId }: Typist): Promise<readonly Choice[]> {
    const own = await jobs.byAccount(accountIdOf(tenantId, userId), LOOKED_THROUGH);
    return own
      .filter(({ state }) => !isFinal(state))
      .map(({ id, request }) => ({ value: id, label: [...request.prompt].slice(0, 40).join('') }));
  }
}

/** Every kind at once, for a place that completes by itself. */
export async function allCompletions(
  complete: Complete,
  typist: Typist,
): Promise<Partial<Record<Completion, readonly Choice[]>>> {
  return Object.fromEntries(
    await Promise.all(KINDS.map(async (kind) => [kind, await complete(kind, typist)] as const)),
  );
}

const isOfModels = (kind: KnownCompletion): boolean => kind === 'models' || kind === 'sizes' || kind === 'qualities';

const KINDS: readonly Completion[] = ['models', 'aspects', 'sizes', 'qualities', 'jobs', 'templates', 'commands'];

const presetsOf = ({ shape }: ModelEntry): readonly string[] => (shape.kind === 'size' ? shape.presets : []);

const same = (value: string): Choice => ({ value, label: value });

const unique = (values: readonly string[]): string[] => [...new Set(values)];
