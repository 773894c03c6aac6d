import { describe, expect, it } from 'vitest';
import { type AvatarBrief, checkBrief, planAvatar, templateScene } from '#src/domain/avatar.ts';
import { DEFAULT_CREDIT_POLICY, DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { refusal } from './plan-kit.ts';

const check = (brief: AvatarBrief, promptLength = 2000) => checkBrief(brief, { ...DEFAULT_LIMITS, promptLength });

describe('what is told of somebody', () => {
  it('is bounded all together, as people count', () => {
    expect(() => check({ name: 'Ada', bios: ['🚗'.repeat(1000), 'y'.repeat(993)], gender: 'none' })).not.toThrow();
    expect(() => check({ name: 'Ada', bios: ['🚗'.repeat(1000), 'y'.repeat(994)], gender: 'none' })).toThrow(
      refusal('prompt-too-long', { length: 2001, limit: 2000 }),
    );
  });

  it.each([[[]], [['']], [[' ', '\u200b']]])('is refused where it says nothing: %j', (bios) => {
    expect(() => check({ bios })).toThrow(refusal('empty-prompt'));
  });

  it('fits, however long it may be, with the scene that is made of it', () => {
    const brief = { name: 'n'.repeat(100), gender: 'g'.repeat(50), bios: Array(3).fill('b'.repeat(600)) };
    expect(() => check(brief)).not.toThrow();
    const context = {
      model: ABLE,
      others: [],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: DEFAULT_LIMITS,
      now: 0,
      retiredAllowed: false,
    };
    expect(planAvatar({ scene: templateScene(brief), options: {} }, context).prompt).toContain('b'.repeat(600));
  });
});

describe('the number of variations', () => {
  it.each([0, -4, 1.5, Number.NaN])('is refused where it is none, with the most there are: %s', (n) => {
    const context = {
      model: ABLE,
      others: [],
      off: [],
      policy: DEFAULT_CREDIT_POLICY,
      limits: { ...DEFAULT_LIMITS, pictures: 20 },
      now: 0,
      retiredAllowed: false,
    };
    expect(() => planAvatar({ scene: 'A gardener.', options: { n } }, context)).toThrow(
      refusal('count-out-of-range', { max: 16 }),
    );
    expect(() => planAvatar({ scene: 'A gardener.', options: { n: 16 } }, context)).not.toThrow();
    expect(() => planAvatar({ scene: 'A gardener.', options: { n: 17 } }, context)).toThrow(
      refusal('too-many-pictures'),
    );
  });
});
