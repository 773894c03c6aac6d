import type { Config } from '#src/config/config.ts';
import { type ModelEntry, modesOf } from '#src/domain/model.ts';
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
  if (json) console.log(JSON.stringify(shown, null, 2));
  else if (shown.length > 0) console.log(table([HEAD, ...shown.map((model) => rowOf(model, catalogue))]));
  else console.error('No model fits.');
  return shown.length > 0 ? EXIT.done : EXIT.failed;
}

const HEAD = ['MODEL', 'MAKES', 'REFERENCES', 'QUALITY', 'NOTE'];

function rowOf(model: ModelEntry, { defaultModel }: Catalogue): string[] {
  const { lifecycle, operations, quality } = model;
  const end =
    lifecycle.shutdownAt &&
    `vendor's end ${lifecycle.shutdownAt}${lifecycle.successor ? `, then ${lifecycle.successor}` : ''}`;
  return [
    model.id,
    modesOf(model).join(', '),
    operations.maxReferences === 0 ? 'none' : `up to ${operations.maxReferences}`,
    quality?.values.join(' ') ?? '-',
    [model.id === defaultModel?.id ? 'the usual one' : undefined, end].filter(Boolean).join('; '),
  ];
}
