import type { Config } from '#src/config/config.ts';
import type { Mode } from '#src/domain/mode.ts';
import { abilitiesOf, abilityOf, type ModelEntry, modesOf } from '#src/domain/model.ts';
import { openCatalogue } from '#src/open-catalogue.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { table } from './table.ts';

/** Prints the catalogue: what is configured, what each model can do, and which one is used where nobody names one. */
export function listModels(
  config: Config,
  { provider, mode, json }: { provider?: string; mode?: string; json?: boolean },
): ExitCode {
  const catalogue = openCatalogue(config);
  const shown = catalogue.models.filter(
    (model) => (!provider || model.provider === provider) && (!mode || modesOf(model).some((known) => known === mode)),
  );
  if (json) console.log(JSON.stringify(shown.map(withAbilities), null, 2));
  else if (shown.length > 0) console.log(listed(shown, catalogue));
  else console.error('No model fits.');
  return shown.length > 0 ? EXIT.done : EXIT.failed;
}

const HEAD = ['MODEL', 'MAKES', 'REFERENCES', 'QUALITY', 'NOTE'];

const withAbilities = (model: ModelEntry) => ({ ...model, abilities: abilitiesOf(model) });

function listed(shown: readonly ModelEntry[], catalogue: Catalogue): string {
  const rows = table([HEAD, ...shown.map((model) => rowOf(model, catalogue))]);
  const isHelped = shown.some((model) => modesOf(model).some((mode) => abilityOf(mode, model) === 'easel'));
  return isHelped ? `${rows}\n\n* done by Easel around the model` : rows;
}

function rowOf(model: ModelEntry, { defaultModel }: Catalogue): string[] {
  const { lifecycle, operations, quality } = model;
  const end =
    lifecycle.shutdownAt &&
    `vendor's end ${lifecycle.shutdownAt}${lifecycle.successor ? `, then ${lifecycle.successor}` : ''}`;
  return [
    model.id,
    modesOf(model)
      .map((mode) => marked(mode, model))
      .join(', '),
    operations.maxReferences === 0 ? 'none' : `up to ${operations.maxReferences}`,
    quality?.values.join(' ') ?? '-',
    [model.id === defaultModel?.id ? 'the usual one' : undefined, end].filter(Boolean).join('; '),
  ];
}

const marked = (mode: Mode, model: ModelEntry): string => (abilityOf(mode, model) === 'easel' ? `${mode}*` : mode);
