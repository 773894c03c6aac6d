import { describe, expect, it } from 'vitest';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { checkPrompt } from '#src/domain/prompts.ts';
import type { PictureRequest } from '#src/domain/request.ts';
import { ABLE, PLAIN } from '../fixtures/model-entries.ts';
import { photo, planOn, refusal } from './plan-kit.ts';
import { CUTTER, UPSCALER } from './special-entries.ts';

describe('braces', () => {
  it.each([
    ['upscale', UPSCALER],
    ['remove-background', CUTTER],
    ['remove-background', ABLE],
    [' Upscale ', UPSCALER],
  ])('make nothing several times where one picture is made of one: %s', (mode, model) => {
    const planned = planOn(model, { prompt: '{red,blue} fox', references: [photo()], options: { mode } });
    expect(planned).not.toHaveProperty('prompts');
    expect(planned.pictures).toBe(1);
    expect(planned.price.total).toBe(planned.price.each);
    expect(planned.prompt).toMatch(/\{red,blue\} fox$/);
  });

  it('are words where the prompt was taken before', () => {
    const planned = planOn(ABLE, { prompt: 'a {red,blue} fox', literal: true });
    expect(planned).toMatchObject({ prompt: 'a {red,blue} fox', pictures: 1 });
    expect(planOn(ABLE, { prompt: 'C:\\{x', literal: true }).prompt).toBe('C:\\{x');
    expect(planOn(ABLE, { prompt: 'a {red,blue} fox', literal: false }).pictures).toBe(2);
  });
});

describe('a choice without words', () => {
  it('is fine where others are left', () => {
    expect(planOn(ABLE, { prompt: 'a {,red} fox' }).prompts?.map(({ words }) => words)).toEqual(['a fox', 'a red fox']);
  });

  it.each(['{,red}', '{,}', '{ , }', '{\u200b,red}', '{red,\u2060}{,}'])(
    'is refused where nothing is left of one of the prompts: %j',
    (prompt) => {
      expect(() => planOn(ABLE, { prompt })).toThrow(refusal('empty-prompt'));
      // Before any picture is fetched, too.
      expect(() => checkPrompt({ prompt, options: {} }, { limits: DEFAULT_LIMITS, model: ABLE })).toThrow(
        refusal('empty-prompt'),
      );
    },
  );
});

describe('the length of a prompt', () => {
  const long = 'x'.repeat(2001);
  const one = (mode: string): Partial<PictureRequest> => ({ prompt: long, references: [photo()], options: { mode } });

  it('does not count where nobody reads the words', () => {
    expect(planOn({ ...UPSCALER, input: { ...PLAIN.input, maxPromptLength: 100 } }, one('upscale')).prompt).toBe(long);
    expect(
      planOn({ ...CUTTER, input: { ...PLAIN.input, maxPromptLength: 100 } }, one('remove-background')).prompt,
    ).toBe(long);
  });

  it('counts for a model that is told what to cut out', () => {
    expect(planOn(ABLE, one('remove-background')).prompt).toContain(long);
    const short = { ...ABLE, input: { ...ABLE.input, maxPromptLength: 500 } };
    expect(() => planOn(short, one('remove-background'))).toThrow(refusal('prompt-too-long', { length: 2001 }));
  });

  it('is only the business of the model where the words were taken before', () => {
    expect(planOn(ABLE, { prompt: long, literal: true }).prompt).toBe(long);
    expect(() => planOn(ABLE, { prompt: long })).toThrow(refusal('prompt-too-long', { length: 2001, limit: 2000 }));
    expect(() => planOn(PLAIN, { prompt: long, literal: true })).toThrow(
      refusal('prompt-too-long', { length: 2001, limit: 1000 }),
    );
  });
});
