import type { ModelEntry } from '#src/domain/model.ts';
import { modesOf } from '#src/domain/model.ts';
import { type Text, text } from '#src/domain/text.ts';
import { placeOf } from './place-of.ts';
import type { PlaceRule, TenantDefaults, TenantPolicy } from './tenant-policy.ts';

/**
 * What a policy does that its moderators may not have meant: places in which nothing can be made, whole or by its modes, and money
 * that is bounded by more than they can set.
 * @param offered models that can be asked for.
 */
export function policyWarnings(
  { everywhere, channels = {}, budget }: TenantPolicy,
  tenants: TenantDefaults = {},
  offered: readonly ModelEntry[],
): readonly Text[] {
  const layers = [tenants.everywhere, everywhere];
  const all = inForce(layers);
  const said = whyNothing(all, offered);
  const ofChannels = Object.entries(channels).flatMap(([id, rule]) => {
    const why = rule.quiet ? undefined : whyNothing(inForce([...layers, rule]), offered);
    return why === undefined || why === said
      ? []
      : [text('Nothing can be made in the channel ', { channel: id }, `: ${why}.`)];
  });
  const bound = tenants.budget && budget && budget.usdMicros > tenants.budget.usdMicros;
  return [
    ...(said === undefined ? [] : [text(`Nothing can be made here: ${said}.`)]),
    ...ofChannels,
    ...(bound ? [text('Whoever runs Easel bounds the budget below this, so the lower one holds.')] : []),
  ];
}

const inForce = (rules: readonly (PlaceRule | undefined)[]): PlaceRule =>
  placeOf(rules.map((rule) => ({ rule, by: '' }))).place;

function whyNothing({ models, modes }: PlaceRule, offered: readonly ModelEntry[]): string | undefined {
  const allowed = models ? offered.filter(({ id }) => models.includes(id)) : offered;
  if (models && allowed.length === 0) return 'no allowed model is offered';
  if (modes && modes.length === 0) return 'no mode is allowed';
  if (modes && !allowed.some((model) => modes.some((mode) => modesOf(model).includes(mode))))
    return 'no allowed model can do an allowed mode';
  return undefined;
}
