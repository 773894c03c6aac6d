import { describe, expect, it } from 'vitest';
import { rerollOf, upscaleOf, variationOf } from '#src/app/follow-up.ts';
import type { AcceptedRequest, Job } from '#src/domain/job.ts';
import type { PictureRequest } from '#src/domain/request.ts';
import { jobLike } from '../commands/say.ts';
import { photo, planOn, refusal } from '../domain/plan-kit.ts';
import { UPSCALER } from '../domain/special-entries.ts';
import { ABLE } from '../fixtures/model-entries.ts';

function made(
  request: Partial<AcceptedRequest>,
  result: Partial<NonNullable<Job['result']>> = {},
  more: Partial<Job> = {},
) {
  return jobLike({
    request: { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [], ...request },
    result: { pictures: [photo(), photo()], charged: 2, warnings: [], durationMs: 1, ...result },
    ...more,
  });
}

/** As the plan will take it. */
const planned = ({ prompt, literal, options, instructions }: AcceptedRequest, model = ABLE) => {
  const request: Partial<PictureRequest> = { prompt, options, instructions, references: [photo()] };
  return planOn(model, { ...request, ...(literal && { literal }) });
};

describe('what follows on a picture of several prompts', () => {
  const batch = made({ prompt: '{a \\{1\\,2\\} car,b}' }, { captions: ['a {1,2} car', 'b'] });

  it('takes the words of that picture, and reads no choices out of them again', () => {
    const varied = variationOf(batch, 0, true);
    expect(varied).toMatchObject({ prompt: 'a {1,2} car', literal: true });
    expect(planned(varied)).toMatchObject({ pictures: 1, prompt: expect.stringMatching(/a \{1,2\} car$/) });
    expect(planned(upscaleOf(batch, 0), UPSCALER)).toMatchObject({ pictures: 1, prompt: 'a {1,2} car' });
  });

  it('goes on so, however often', () => {
    const varied = made(variationOf(batch, 0, true));
    expect(variationOf(varied, 0, true).prompt).toBe('a {1,2} car');
    expect(planned(rerollOf(varied)).pictures).toBe(1);
    const larger = made(upscaleOf(batch, 0));
    expect(variationOf(larger, 0, false).prompt).toBe('a {1,2} car');
  });
});

describe('what follows on one prompt', () => {
  it.each([
    ['\\{red,blue\\} car', {}, '{red,blue} car'],
    ['{fox,fox}', {}, 'fox'],
    ['a fox', {}, 'a fox'],
    ['{red,blue} car', { mode: 'upscale' }, '{red,blue} car'],
  ])('takes its words as they were meant: %s %j', (prompt, options, words) => {
    const varied = variationOf(made({ prompt, options }), 0, true);
    expect(varied.prompt).toBe(words);
    expect(planned(varied)).toMatchObject({ pictures: 1, prompt: expect.stringContaining(words) });
  });

  it('is the very same request where it is made once more, choices and all', () => {
    expect(planned(rerollOf(made({ prompt: '{red,blue} car' }))).pictures).toBe(2);
  });
});

describe('a variation of a picture without words', () => {
  it.each(['', ' \n', '\u200b'])('has words of ours: %j', (prompt) => {
    const varied = variationOf(made({ command: 'edit', prompt, options: { mode: 'upscale', scale: 4 } }), 0, false);
    expect(varied.prompt).toBe('Another picture like this one');
    expect(varied.options).toEqual({ n: 1 });
    const { prompt: told, warnings, mode } = planned(varied);
    expect(told).toMatch(
      /^Make a variation of this picture: .* change the details\.\n\nAnother picture like this one$/,
    );
    expect({ warnings, mode }).toEqual({ warnings: [], mode: 'edit' });
  });
});

describe('what follows on an avatar', () => {
  const bios = ['x'.repeat(600), 'y'.repeat(600), 'z'.repeat(600)];
  const scene = `A friendly portrait. ${bios.join(' ')} ${'and more '.repeat(30)}`;
  const captions = ['The portrait the others start from', 'Variation 1 of the portrait'];
  const plan = { ...planOn(ABLE), warnings: [], scene };
  const avatar = made({ command: 'avatar', prompt: bios.join(' '), avatar: { bios } }, { captions }, { plan });

  it('takes what it shows, however long that is, and no line of its card', () => {
    const varied = variationOf(avatar, 1, true);
    expect(varied).toMatchObject({ prompt: scene, literal: true });
    expect([...scene].length).toBeGreaterThan(2000);
    expect(planned(varied).pictures).toBe(1);
    expect(planned(upscaleOf(avatar, 1), UPSCALER).pictures).toBe(1);
  });
});

describe('the model of a variation', () => {
  const job = made({ options: { model: 'able', quality: 'high' }, usualModel: 'atelier/able' });

  it('is the same where that can start from a picture, named or usual', () => {
    expect(variationOf(job, 0, true)).toMatchObject({ options: { model: 'able' }, usualModel: 'atelier/able' });
    const other = variationOf(job, 0, false);
    expect(other.options).toEqual({ n: 1 });
    expect(other).not.toHaveProperty('usualModel');
  });
});

it('nothing follows on a picture that is not there', () => {
  for (const follow of [() => variationOf(made({}), 7, true), () => upscaleOf(made({}), 7)])
    expect(follow).toThrow(refusal('not-found'));
});
