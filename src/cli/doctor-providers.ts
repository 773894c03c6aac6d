import type { Config } from '#src/config/config.ts';
import { EaselError } from '#src/domain/errors.ts';
import { isRetired, type ModelEntry } from '#src/domain/model.ts';
import { checkOf } from '#src/models/registry.ts';
import type { Catalogue } from '#src/ports/catalogue.ts';
import type { CheckProvider, ProviderCheck } from '#src/ports/provider-check.ts';
import { causesOf, type Finding, REACH_MS } from './doctor-finding.ts';

/** A provider or connection that has what it needs. */
interface Reached {
  readonly provider: string;
  readonly protocol: string;
  readonly label: string;
  /** Empty where the server wants none. */
  readonly apiKey: string;
  /** Where the key stands. */
  readonly keyFrom?: string;
  readonly baseUrl: string;
  /** The address, or the vendor's name where it is the vendor's own. */
  readonly where: string;
}

/** Reaches every configured provider at once, with calls that cost nothing, and says how to turn the others on. */
export async function checkProviders(config: Config, catalogue: Catalogue): Promise<readonly Finding[]> {
  const looked = await Promise.all(reachedBy(config).map((reached) => look(reached, catalogue)));
  const off = config.off.map(
    ({ provider, variable }): Finding => ({ part: provider, state: 'off', says: `set ${variable} to turn it on` }),
  );
  return [...looked.flat(), ...off];
}

function reachedBy({ providers, connections }: Config): readonly Reached[] {
  return [
    ...providers.map(({ vendorHosted, ...vendor }) => ({
      ...vendor,
      protocol: vendor.provider,
      where: vendorHosted ? vendor.label : vendor.baseUrl,
    })),
    ...connections.map(({ name, apiKey = '', label, baseUrl, keyFrom }) => ({
      ...{ provider: name, protocol: 'openai-compatible', label, apiKey, baseUrl, where: baseUrl },
      ...(keyFrom !== undefined && { keyFrom }),
    })),
  ];
}

async function look(reached: Reached, catalogue: Catalogue): Promise<readonly Finding[]> {
  const { provider, protocol } = reached;
  const entries = catalogue.models.filter((model) => model.provider === provider);
  const check = await checkOf(protocol);
  const checked = await bounded(check, reached, entries);
  const usable = entries.filter((entry) => catalogue.retiredAllowed(provider) || !isRetired(entry, Date.now()));
  const finding = ({ state, says }: Omit<Finding, 'part'>): Finding => ({ part: provider, state, says });
  return (checked.ok ? healthy(checked, reached, usable.length) : [trouble(checked.error, reached)]).map(finding);
}

/** However a check waits, nobody waits for it longer than this. */
function bounded(check: CheckProvider, reached: Reached, entries: readonly ModelEntry[]): Promise<ProviderCheck> {
  const signal = AbortSignal.timeout(REACH_MS);
  const late = new Promise<ProviderCheck>((resolve) => {
    const error = new EaselError('unavailable', { provider: reached.label });
    signal.addEventListener('abort', () => resolve({ ok: false, error }), { once: true });
  });
  return Promise.race([check(reached, entries, signal), late]);
}

type Said = Omit<Finding, 'part'>;

function healthy(
  { missing, retiring, silent }: Extract<ProviderCheck, { ok: true }>,
  { where, keyFrom }: Reached,
  models: number,
): readonly Said[] {
  const accepts = keyFrom === undefined ? '' : ` and accepts ${keyFrom}`;
  const says = `${where} answers${accepts}; ${models} ${models === 1 ? 'model' : 'models'}`;
  if (silent) {
    const unknown = 'but has no list of models, so neither the address nor the key is proven';
    return [{ state: 'note', says: `${where} answers, ${unknown}` }];
  }
  return [
    { state: 'ok', says },
    ...(missing.length > 0
      ? [
          {
            state: missing.length < models ? ('note' as const) : ('FAIL' as const),
            says: `not offered there: ${missing.join(', ')}`,
          },
        ]
      : []),
    ...retiring.map(
      ({ id, at }): Said => ({
        state: 'note',
        says: `${id} ${Date.parse(at) < Date.now() ? 'ended' : 'ends'} on ${at}`,
      }),
    ),
  ];
}

/** Words of the layers in between, which say nothing new. */
const NEVER_LEFT = /^(?:Connection error\.: )?The request never left\.: (?:fetch failed: )?/;

/** What the operator has to know of a failure; members are told less. The causes are scrubbed where they arise. */
function trouble(error: EaselError, { where, label, keyFrom }: Reached): Said {
  const cause = error.cause === undefined ? '' : `: ${causesOf(error.cause).replace(NEVER_LEFT, '')}`;
  switch (error.code) {
    case 'auth':
      return {
        state: 'FAIL',
        says: keyFrom === undefined ? `${where} wants a key` : `${keyFrom} is not accepted by ${where}`,
      };
    case 'quota':
      return { state: 'FAIL', says: `the account at ${where} has no money or no quota left${cause}` };
    case 'rate-limited':
      return { state: 'note', says: `${where} answers, but has had too many requests; try again later` };
    case 'unavailable':
      return { state: 'FAIL', says: `${where} cannot be reached${cause || ' in time'}` };
    default:
      return { state: 'FAIL', says: `${where} does not answer as ${label} does${cause || `: ${error.message}`}` };
  }
}
