import { isFinal } from '#src/domain/job.ts';
import { isRetired } from '#src/domain/model.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command, Completion } from '#src/ports/command.ts';
import type { JobStore } from '#src/ports/job-store.ts';

interface Choice {
  readonly value: string;
  readonly label: string;
}

const ASPECTS = ['1:1', '3:2', '2:3', '4:3', '3:4', '16:9', '9:16', '21:9'];
const LOOKED_THROUGH = 25;

/** What the values of options are completed from while people type, all of it derived from the catalogue and the person's own jobs. */
export function createCompletions({
  catalogue,
  commands,
  jobs,
  clock,
}: {
  catalogue: Catalogue;
  commands: readonly Command[];
  jobs: JobStore;
  clock: Clock;
}) {
  return async function completions(accountId: string): Promise<Record<Completion, readonly Choice[]>> {
    const models = catalogue.models.filter((model) => !isRetired(model, clock.now()));
    const own = await jobs.byAccount(accountId, LOOKED_THROUGH);
    return {
      models: models.map(({ id, label }) => ({ value: id, label })),
      aspects: ASPECTS.map(same),
      sizes: unique(['auto', ...models.flatMap(({ shape }) => (shape.kind === 'size' ? shape.presets : []))]).map(same),
      qualities: unique(models.flatMap(({ quality }) => quality?.values ?? [])).map(same),
      jobs: own
        .filter(({ state }) => !isFinal(state))
        .map(({ id, request }) => ({ value: id, label: [...request.prompt].slice(0, 40).join('') })),
      commands: commands.map(({ name, description }) => ({ value: name, label: description })),
    };
  };
}

const same = (value: string): Choice => ({ value, label: value });

const unique = (values: readonly string[]): string[] => [...new Set(values)];
