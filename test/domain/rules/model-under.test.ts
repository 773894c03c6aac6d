import { describe, expect, it } from 'vitest';
import { fitQuality } from '#src/domain/fit-quality.ts';
import { DEFAULT_CREDIT_POLICY } from '#src/domain/policy.ts';
import { priceOf } from '#src/domain/price.ts';
import { isAllowed, modelUnder, type PlanRules } from '#src/domain/rules/model-under.ts';
import { policyWarnings } from '#src/domain/rules/policy-warnings.ts';
import { plainText } from '#src/domain/text.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../../fixtures/model-entries.ts';

const rules = (more: Partial<PlanRules> = {}): PlanRules => ({
  credits: DEFAULT_CREDIT_POLICY,
  qualityWeights: {},
  place: {},
  because: [{ what: 'quality', value: 'at most medium', by: 'the rule for this channel' }],
  ...more,
});

describe('a model in a place', () => {
  it('is as the catalogue has it where there is no rule', () => {
    expect(modelUnder(ABLE, rules()).quality).toEqual(ABLE.quality);
  });

  it('has the best allowed quality instead of a better one, and says by which rule', () => {
    const model = modelUnder(ABLE, rules({ place: { maxQuality: 'medium' } }));
    expect(model.quality?.values.at(-1)).toBe('medium');
    const { value, warning } = fitQuality(model, 'max', undefined);
    expect(value).toBe('medium');
    expect(plainText(warning ?? [])).toBe('Quality max is not allowed by the rule for this channel, used medium.');
    expect(fitQuality(model, undefined, undefined)).toEqual({ value: model.quality?.default });
  });

  it('is not allowed where none of its qualities is', () => {
    const quality = { values: ['2K', '4K'], default: '2K', weights: {} };
    expect(isAllowed({ ...ABLE, quality }, rules({ place: { maxQuality: 'low' } }))).toBe(false);
    expect(isAllowed(PLAIN, rules({ place: { models: [ABLE.id] } }))).toBe(false);
  });

  it("costs by the place's weights, whatever word a quality is named by", () => {
    const asked = { references: 0, quality: 'high', size: { width: 1024, height: 1024 }, count: 1 };
    const price = (qualityWeights: Record<string, number>) =>
      priceOf(modelUnder(ABLE, rules({ qualityWeights })), asked, {
        ...DEFAULT_CREDIT_POLICY,
        weights: { [ABLE.id]: 1 },
      }).total;
    expect(price({ high: 5 })).toBe(10);
    expect(price({ HD: 5 })).toBe(10);
    expect(price({ low: 5 })).toBe(price({}));
  });
});

describe('a policy that forbids too much', () => {
  const offered = [ABLE, PLAIN, WORDS_ONLY];
  const said = (...asked: Parameters<typeof policyWarnings>) => policyWarnings(...asked).map(plainText);

  it('is warned about, everywhere and in single channels', () => {
    expect(said({ everywhere: { models: ['gone/model'] } }, {}, offered)).toEqual([
      'Nothing can be made here: no allowed model is offered.',
    ]);
    const channels = { art: { models: [PLAIN.id] }, cats: { models: [ABLE.id] }, hush: { quiet: true, models: [] } };
    expect(said({ everywhere: { models: [ABLE.id] }, channels }, {}, offered)).toEqual([
      'Nothing can be made in the channel art: no allowed model is offered.',
    ]);
    expect(said({ everywhere: { models: [WORDS_ONLY.id], modes: ['upscale'] } }, {}, offered)).toEqual([
      'Nothing can be made here: no allowed model can do an allowed mode.',
    ]);
    expect(said({ everywhere: { models: [ABLE.id] } }, {}, offered)).toEqual([]);
  });

  it('says that whoever runs Easel bounds the money below it', () => {
    const budget = (usdMicros: number) => ({ usdMicros, warnAt: 0.8 });
    expect(said({ budget: budget(9e6) }, { budget: budget(5e6) }, offered)).toHaveLength(1);
    expect(said({ budget: budget(3e6) }, { budget: budget(5e6) }, offered)).toEqual([]);
  });
});
