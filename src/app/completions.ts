import { isFinal } from '#src/domain/job.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command, Completion } from '#src/ports/command.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { accountIdOf } from './accept-job.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

const ASPECTS = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'];
const LOOKED_THROUGH = 25;

/** Somebody who types. */
interface Typist {
  readonly tenantId: string;
  readonly userId: string;
}

export type Complete = (kind: Completion, typist: Typist) => Promise<readonly Choice[]>;

interface KnownParts {
  readonly catalogue: Catalogue;
  readonly commands: readonly Command[];
  readonly clock: Clock;
}

/** The values that are known without any look-up, all of it derived from the catalogue. */
export function createKnownChoices({ catalogue, commands, clock }: KnownParts) {
  const choices: Readonly<Record<Exclude<Completion, 'jobs'>, () => readonly Choice[]>> = {
    models: () => offered().map(({ id, label }) => ({ value: id, label })),
    aspects: () => ASPECTS.map(same),
    sizes: () => unique(['auto', ...offered().flatMap(presetsOf)]).map(same),
    qualities: () => unique(offered().flatMap(({ quality }) => quality?.values ?? [])).map(same),
    commands: () => commands.map(({ name, description }) => ({ value: name, label: description })),
  };
  return (kind: Exclude<Completion, 'jobs'>): readonly Choice[] => choices[kind]();

  function offered(): readonly ModelEntry[] {
    return catalogue.models.filter((model) => !isRetired(model, clock.now()));
  }
}

/**
 * What the values of options are completed from while people type, all of it derived from the catalogue and the person's own jobs.
 * Only the jobs ask the store.
 */
export function createCompletions({ jobs, ...parts }: KnownParts & { readonly jobs: JobStore }): Complete {
  const known = createKnownChoices(parts);
  return async (kind, typist) => (kind === 'jobs' ? runningJobs(typist) : known(kind));

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

const KINDS: readonly Completion[] = ['models', 'aspects', 'sizes', 'qualities', 'jobs', 'commands'];

const presetsOf = ({ shape }: ModelEntry): readonly string[] => (shape.kind === 'size' ? shape.presets : []);

const same = (value: string): Choice => ({ value, label: value });

const unique = (values: readonly string[]): string[] => [...new Set(values)];
