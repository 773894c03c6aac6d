import { qualityRank } from '#src/domain/fit-quality.ts';
import type { Mode } from '#src/domain/mode.ts';
import { MODES } from '#src/domain/mode.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { priceOf } from '#src/domain/price.ts';
import { forbiddenBy, modelUnder } from '#src/domain/rules/model-under.ts';
import type { Purse, Standing } from '#src/domain/rules/standing.ts';
import type { UsageLine } from './usage-tally.ts';

export interface ReplayParts {
  /** Where somebody stood at the time of a line, by the policy that is tried. */
  readonly standingOf: (line: UsageLine) => Standing;
  /** `undefined` for a model nobody knows any more. */
  readonly modelOf: (modelId: string) => ModelEntry | undefined;
  /** Credits beyond the allowance that somebody has. */
  readonly extraOf: (personId: string) => Promise<number>;
}

const MINUTE_MS = 60_000;

/** Whether requests of the past would have been let through, asked in the order of their time, as far as amounts and places decide. */
export function createReplay({ standingOf, modelOf, extraOf }: ReplayParts) {
  const spent = new Map<string, number>();
  const beyond = new Map<string, number>();
  const isTooFast = createPace();

  return { allows, priceOfLine };

  /** @param cost what it costs by this policy. */
  async function allows(line: UsageLine, cost: number): Promise<boolean> {
    const standing = standingOf(line);
    if (isTooFast(line, standing) || !isPlaceFor(line, standing, modelOf)) return false;
    const wanted = standing.purses.map((purse) => [purse, purse.unit === 'credits' ? cost : line.usdMicros] as const);
    for (const [purse, amount] of wanted) if (!(await has(purse, amount, line))) return false;
    for (const [purse, amount] of wanted) await spend(purse, amount, line);
    return true;
  }

  /** By this policy's weights, for one picture. */
  function priceOfLine(line: UsageLine): number | undefined {
    const model = line.modelId === undefined ? undefined : modelOf(line.modelId);
    if (!model) return undefined;
    const standing = standingOf(line);
    const references = line.mode === 'generate' || line.mode === 'grid' ? 0 : 1;
    const asked = { references, quality: line.quality, size: 'auto' as const, count: 1 };
    return priceOf(modelUnder(model, standing), asked, standing.credits).each;
  }

  async function has(purse: Purse, amount: number, { personId }: UsageLine): Promise<boolean> {
    const missing = (spent.get(nameOf(purse)) ?? 0) + amount - purse.allowance;
    if (missing <= 0) return true;
    if (purse.of !== 'person') return false;
    return missing + (beyond.get(personId) ?? 0) <= (await extraOf(personId));
  }

  async function spend(purse: Purse, amount: number, { personId }: UsageLine): Promise<void> {
    const name = nameOf(purse);
    const before = spent.get(name) ?? 0;
    const fromAllowance = Math.min(amount, Math.max(0, purse.allowance - before));
    spent.set(name, before + fromAllowance);
    if (purse.of === 'person') beyond.set(personId, (beyond.get(personId) ?? 0) + amount - fromAllowance);
  }
}

/** A purse of another period is another one. */
const nameOf = ({ accountId, period }: Purse): string => `${accountId} ${period}`;

const isBetter = (quality: string | undefined, most: string | undefined): boolean =>
  quality !== undefined && most !== undefined && (qualityRank(quality) ?? 0) > (qualityRank(most) ?? 0);

/** Counts requests of the last minute. */
function createPace() {
  const lately = new Map<string, number[]>();
  return isTooFast;

  function isTooFast({ at, personId }: UsageLine, { perMinute }: Standing): boolean {
    const person = countAt(`person ${personId}`, at);
    const tenant = countAt('tenant', at);
    const { perPerson = Number.POSITIVE_INFINITY, perTenant = Number.POSITIVE_INFINITY } = perMinute;
    return person > perPerson || tenant > perTenant;
  }

  /** How many there were in the minute before, this one included. */
  function countAt(name: string, at: number): number {
    const times = [...(lately.get(name) ?? []), at].filter((time) => time > at - MINUTE_MS);
    lately.set(name, times);
    return times.length;
  }
}

/** Whether a place lets something be made, whoever pays. */
function isPlaceFor(
  { modelId, mode, quality, pictures }: UsageLine,
  { quiet, blocked, place }: Standing,
  modelOf: ReplayParts['modelOf'],
): boolean {
  if (quiet || blocked) return false;
  const model = modelId === undefined ? undefined : modelOf(modelId);
  if (model && forbiddenBy(model, place)) return false;
  const known = MODES.find((each): each is Mode => each === mode);
  if (known && place.modes && !place.modes.includes(known)) return false;
  if (place.maxCount !== undefined && pictures > place.maxCount) return false;
  return !isBetter(quality, place.maxQuality);
}
