import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createPlanner } from '#src/app/plan-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { MODES } from '#src/domain/mode.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { checkPlan } from '#src/domain/rules/check-place.ts';
import { standingOf } from '#src/domain/rules/standing-of.ts';
import type { PlaceRule } from '#src/domain/rules/tenant-policy.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { BUILT_IN_MODELS } from '#src/models/registry.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const PROVIDERS = new Map(
  [...new Set(BUILT_IN_MODELS.map(({ provider }) => provider))].map((id) => [id, { vendorHosted: true }]),
);
const catalogue = createCatalogue({
  builtIn: BUILT_IN_MODELS,
  providers: PROVIDERS,
  overrides: [],
  policy: DEFAULT_CREDIT_POLICY,
});
const IDS = catalogue.models.map(({ id }) => id);
const WHERE = { tenantId: 'guild', personId: 'ada', roles: [], channelId: 'art' };

const planner = createPlanner({ catalogue, limits: DEFAULT_LIMITS, clock: createManualClock() });

const place: fc.Arbitrary<PlaceRule> = fc.record(
  {
    models: fc.subarray(IDS),
    modes: fc.subarray([...MODES]),
    maxCount: fc.integer({ min: 1, max: 10 }),
    maxQuality: fc.constantFrom('low', 'medium', 'high', 'xhigh', 'max', '1K', '2K'),
  },
  { requiredKeys: [] },
);

const request: fc.Arbitrary<AcceptedRequest> = fc
  .record(
    {
      model: fc.constantFrom(...IDS),
      quality: fc.constantFrom('low', 'hd', 'max', '4K', 'auto'),
      n: fc.integer({ min: 1, max: 10 }),
      background: fc.constantFrom('auto', 'transparent'),
      mode: fc.constantFrom('grid', 'auto'),
    },
    { requiredKeys: [] },
  )
  .map((options) => ({ command: 'imagine' as const, prompt: 'a fox', options, images: [], instructions: [] }));

/** Every reason but the rules of a place. */
const ORDINARY = new Set([
  'model-cannot',
  'model-retired',
  'too-many-pictures',
  'option-invalid',
  'needs-image',
  'transparent-needs-alpha',
]);
const BY_RULE = new Set(['rule-forbids', 'no-model-allowed']);

describe('whatever a place allows', () => {
  it('what is planned there is allowed, or too many pictures, and what is refused says why', () => {
    fc.assert(
      fc.property(place, place, request, (everywhere, channel, asked) => {
        const tenant = { everywhere, channels: { art: channel } };
        const rules = standingOf(
          { credits: DEFAULT_CREDIT_POLICY, installation: { assumedUsdMicrosPerCredit: 1 }, tenant },
          WHERE,
          0,
        );
        try {
          const plan = planner.plan(asked, planner.choose(asked, rules), { references: [] }, rules);
          expect(rules.place.models ?? IDS).toContain(plan.modelId);
          expect(rules.place.modes ?? MODES).toContain(plan.mode);
          checkPlan(plan, { ...rules, place: { ...rules.place, maxCount: 1000 } });
        } catch (thrown) {
          if (!(thrown instanceof EaselError)) throw thrown;
          expect([...ORDINARY, ...BY_RULE]).toContain(thrown.code);
          if (BY_RULE.has(thrown.code)) expect(thrown.message).toMatch(/^The rule for (this channel|everybody here)/);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('is planned just as without any rule where there is none', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const rules = (tenant: { everywhere?: PlaceRule }) =>
          standingOf(
            { credits: DEFAULT_CREDIT_POLICY, installation: { assumedUsdMicrosPerCredit: 1 }, tenant },
            WHERE,
            0,
          );
        const outcome = (tenant: { everywhere?: PlaceRule }) => {
          try {
            return planner.plan(asked, planner.choose(asked, rules(tenant)), { references: [] }, rules(tenant));
          } catch (thrown) {
            return thrown instanceof EaselError ? thrown.code : String(thrown);
          }
        };
        expect(outcome({ everywhere: { models: IDS, modes: MODES, maxCount: 1000, maxQuality: 'max' } })).toEqual(
          outcome({}),
        );
      }),
    );
  });
});
