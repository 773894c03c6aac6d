import { describe, expect, it } from 'vitest';
import type { Needs } from '#src/domain/able.ts';
import { cheapestFor } from '#src/domain/choose-model.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { type CreditPolicy, DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';
import { CUTTER, DRAWN, FILLER, UPSCALER } from './special-entries.ts';

const chosen = (models: readonly ModelEntry[], needs: Partial<Needs> = {}, policy: Partial<CreditPolicy> = {}) =>
  cheapestFor(models, { references: 0, masked: false, ...needs }, { ...DEFAULT_CREDIT_POLICY, ...policy })?.id;

const named = (id: string, more: Partial<ModelEntry> = {}): ModelEntry => ({ ...PLAIN, id: `atelier/${id}`, ...more });
const weighing = (weight: number, usd?: number): Pick<ModelEntry, 'pricing'> => ({
  pricing: { ...PLAIN.pricing, weight, ...(usd !== undefined && { usdPerPicture: { usual: usd } }) },
});

describe('the model where nobody named one', () => {
  it('is the one for the fewest credits', () => {
    expect(chosen([PLAIN, ABLE])).toBe(ABLE.id);
    expect(chosen([ABLE, PLAIN], {}, { weights: { [ABLE.id]: 9 } })).toBe(PLAIN.id);
  });

  it("is the one with the lower provider's price where the credits are the same, a known price before an unknown", () => {
    const [dear, cheap, unknown] = [
      named('dear', weighing(1, 0.05)),
      named('cheap', weighing(1, 0.01)),
      named('x', weighing(1)),
    ];
    expect(chosen([unknown, dear, cheap])).toBe(cheap.id);
    expect(chosen([unknown, dear])).toBe(dear.id);
  });

  it("is the first of the catalogue's order where all is the same", () => {
    expect(chosen([named('one'), named('two')])).toBe('atelier/one');
  });

  it('can do it', () => {
    const models = [WORDS_ONLY, PLAIN, ABLE, FILLER, UPSCALER, CUTTER];
    expect(chosen(models, { references: 1, asked: 'upscale' })).toBe(UPSCALER.id);
    expect(chosen(models, { references: 5 })).toBe(ABLE.id);
    expect(chosen([WORDS_ONLY, PLAIN], { references: 1, asked: 'upscale' })).toBeUndefined();
    expect(chosen([])).toBeUndefined();
  });

  it('does it by itself rather than with our help, at whatever price', () => {
    const dear = { ...ABLE, id: 'atelier/dear', pricing: { ...ABLE.pricing, weight: 8 } };
    expect(chosen([named('cheap', weighing(0.5)), dear], { references: 1, masked: true })).toBe(dear.id);
    expect(chosen([ABLE, CUTTER], { references: 1, asked: 'remove-background' })).toBe(CUTTER.id);
  });

  it('keeps fine detail where that is asked for, rather than costing less', () => {
    const careless = named('careless', { operations: { ...PLAIN.operations, fidelity: 'none' }, ...weighing(0.1) });
    expect(chosen([careless, PLAIN], { references: 1, fidelity: 'high' })).toBe(PLAIN.id);
    expect(chosen([careless, PLAIN], { references: 1 })).toBe(careless.id);
  });

  it('stays, rather than being on its way out', () => {
    const ending = named('ending', { lifecycle: { state: 'deprecated', shutdownAt: '2027-01-01' }, ...weighing(0.1) });
    expect(chosen([ending, PLAIN])).toBe(PLAIN.id);
    expect(chosen([ending])).toBe(ending.id);
  });

  it('is the simulator only where there is nothing else, not where nothing else can', () => {
    expect(chosen([DRAWN, PLAIN])).toBe(PLAIN.id);
    expect(chosen([DRAWN])).toBe(DRAWN.id);
    expect(chosen([DRAWN, WORDS_ONLY], { references: 1 })).toBeUndefined();
  });
});
