import { describe, expect, it } from 'vitest';
import { createChooser } from '#src/app/choose-model.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Mode } from '#src/domain/mode.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import type { PlanRules } from '#src/domain/rules/model-under.ts';
import { createCatalogue } from '#src/models/catalogue/create-catalogue.ts';
import { refusal } from '../domain/plan-kit.ts';
import { CUTTER, UPSCALER } from '../domain/special-entries.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { ABLE, PLAIN, WORDS_ONLY } from '../fixtures/model-entries.ts';

const ENDING: ModelEntry = {
  ...ABLE,
  id: 'studio/ending',
  provider: 'studio',
  vendorId: 'ending-1',
  lifecycle: { state: 'deprecated', shutdownAt: '2026-12-01' },
};
const ALL = [ABLE, PLAIN, WORDS_ONLY, UPSCALER, CUTTER, ENDING];
const BEFORE = Date.UTC(2026, 10, 30);
const AFTER = Date.UTC(2026, 11, 1);

interface Setting {
  readonly entries?: readonly ModelEntry[];
  readonly defaults?: Partial<Record<Mode, string>>;
  readonly now?: number;
  /** Whether the vendor of the ending model runs its server. */
  readonly vendorHosted?: boolean;
}

function open({ entries = ALL, defaults = {}, now = BEFORE, vendorHosted = true }: Setting = {}) {
  const providers = new Map([...new Set(entries.map(({ provider }) => provider))].map((id) => [id, { vendorHosted }]));
  const catalogue = createCatalogue({ builtIn: entries, providers, overrides: [], defaultModels: defaults });
  const clock = { ...createManualClock(), now: () => now };
  const { choose, alternatives } = createChooser({ catalogue, limits: DEFAULT_LIMITS, clock });
  return {
    choose: (asked: AcceptedRequest, by = rules) => choose(asked, by),
    alternatives: (asked: AcceptedRequest, tried: readonly string[], by = rules) => alternatives(asked, tried, by),
  };
}

/** Of a place without any rule of its own. */
const rules: PlanRules = { credits: DEFAULT_CREDIT_POLICY, qualityWeights: {}, place: {}, because: [] };

const PHOTO = { key: 'a', filename: 'a.png' };
const request = (more: Partial<AcceptedRequest> = {}): AcceptedRequest => ({
  command: 'imagine',
  prompt: 'a fox',
  options: {},
  images: [],
  instructions: [],
  ...more,
});
const edit = (mode: string, more: Partial<AcceptedRequest> = {}) =>
  request({ command: 'edit', prompt: '', options: { mode }, images: [PHOTO], ...more });

function chosen(asked: AcceptedRequest, setting: Setting = {}): readonly [string, string] {
  const { model, why } = open(setting).choose(asked);
  return [model.id, why];
}

describe("a person's usual model", () => {
  it('is taken where nobody names another', () => {
    expect(chosen(request({ usualModel: 'words-only' }))).toEqual([WORDS_ONLY.id, 'it is your usual one']);
    expect(chosen(request({ usualModel: 'words-only', options: { model: 'plain' } }))).toEqual([
      PLAIN.id,
      'you named it',
    ]);
  });

  it("goes before the operator's", () => {
    const defaults = { generate: PLAIN.id };
    expect(chosen(request({ usualModel: 'words-only' }), { defaults })[0]).toBe(WORDS_ONLY.id);
    expect(chosen(request(), { defaults })).toEqual([PLAIN.id, 'it is the usual one for generate here']);
  });

  it('gives way where it cannot do what is asked, and that is told', () => {
    expect(chosen(edit('upscale', { usualModel: ABLE.id }))).toEqual([
      UPSCALER.id,
      'atelier/able, your usual one, cannot do this, and it is the cheapest that can',
    ]);
    const defaults = { edit: ENDING.id };
    const warmer = request({ command: 'edit', images: [PHOTO], usualModel: WORDS_ONLY.id });
    expect(chosen(warmer, { defaults })).toEqual([
      ENDING.id,
      'atelier/words-only, your usual one, cannot do this, and it is the usual one for edit here',
    ]);
    expect(chosen(warmer, { defaults, now: AFTER })[1]).toBe(
      'atelier/words-only, your usual one, cannot do this, and studio/ending, the usual one, was shut down by its vendor, and it is the cheapest that can',
    );
  });

  it('gives way where it is gone', () => {
    expect(chosen(request({ usualModel: 'no such' }))).toEqual([
      ABLE.id,
      'no such, your usual one, is not offered here any more, and it is the cheapest that can',
    ]);
    expect(chosen(request({ usualModel: ENDING.id }))[0]).toBe(ENDING.id);
    expect(chosen(request({ usualModel: ENDING.id }), { now: AFTER })).toEqual([
      ABLE.id,
      'studio/ending, your usual one, was shut down by its vendor, and it is the cheapest that can',
    ]);
  });

  it('is refused only where no other can', () => {
    const entries = [WORDS_ONLY, PLAIN];
    expect(() => open({ entries }).choose(edit('upscale', { usualModel: PLAIN.id }))).toThrow(
      refusal('model-cannot', { model: PLAIN.id }),
    );
  });

  it('leaves others to fail over to, and a named one does not', () => {
    const { alternatives } = open();
    expect(alternatives(request({ usualModel: ABLE.id }), ['atelier']).map(({ id }) => id)).toEqual([ENDING.id]);
    expect(alternatives(request({ options: { model: ABLE.id } }), ['atelier'])).toEqual([]);
  });
});

describe("the operator's model", () => {
  const defaults = { generate: ENDING.id };

  it('is passed by from the day its vendor switches it off, with the reason', () => {
    expect(chosen(request(), { defaults })).toEqual([ENDING.id, 'it is the usual one for generate here']);
    expect(chosen(request(), { defaults, now: AFTER })).toEqual([
      ABLE.id,
      'studio/ending, the usual one, was shut down by its vendor, and it is the cheapest that can',
    ]);
  });

  it("is kept on a server of one's own", () => {
    expect(chosen(request(), { defaults, now: AFTER, vendorHosted: false })[0]).toBe(ENDING.id);
  });

  it('for grids is that for avatars', () => {
    const avatar = request({ command: 'avatar', prompt: 'gardens', avatar: { bios: ['gardens'] } });
    const grids = { generate: ENDING.id, grid: PLAIN.id };
    expect(chosen(avatar, { defaults: grids })).toEqual([PLAIN.id, 'it is the usual one for grid here']);
  });
});

describe('the cheapest', () => {
  it('is that for what is asked, also where another has to be found', () => {
    const steady = { ...PLAIN, id: 'studio/steady', provider: 'studio', vendorId: 'steady-1' };
    const entries = [ABLE, steady];
    expect(chosen(request(), { entries })[0]).toBe(ABLE.id);
    const best = request({ options: { quality: 'max' } });
    expect(chosen(best, { entries })).toEqual([steady.id, 'it is the cheapest that can']);
    const three = [...entries, { ...ABLE, id: 'museum/able', provider: 'museum', vendorId: 'able-2' }];
    expect(open({ entries: three }).alternatives(best, [])[0]?.id).toBe(steady.id);
    expect(
      open({ entries: three })
        .alternatives(request(), [])
        .map(({ id }) => id),
    ).toEqual([ABLE.id, 'museum/able', steady.id]);
  });
});

describe('before any picture is fetched', () => {
  const refused = (asked: AcceptedRequest) => {
    try {
      open().choose(asked);
    } catch (thrown) {
      if (thrown instanceof EaselError) return thrown.code;
    }
    return undefined;
  };

  it.each<[AcceptedRequest, string | undefined]>([
    [request({ options: { mode: 'upscalee' } }), 'option-invalid'],
    [request({ prompt: '{,red}' }), 'empty-prompt'],
    [request({ prompt: '{a,b}'.repeat(6) }), 'too-many-pictures'],
    [edit('upscale', { prompt: '{a,b}'.repeat(6) }), undefined],
    [edit('upscale', { prompt: 'x'.repeat(2001) }), undefined],
    [edit('auto'), 'empty-prompt'],
    [request({ command: 'edit' }), 'needs-image'],
    [request({ command: 'avatar', avatar: { bios: ['x'.repeat(2001)] } }), 'prompt-too-long'],
    // A card's line about somebody is no prompt.
    [request({ command: 'avatar', prompt: 'x'.repeat(2001), avatar: { bios: ['gardens {a,b}'] } }), undefined],
    [request({ command: 'avatar', prompt: ': ', avatar: { bios: [] } }), 'empty-prompt'],
  ])('%# what makes no sense is refused', (asked, code) => {
    expect(refused(asked)).toBe(code);
  });
});
