import { describe, expect, it } from 'vitest';
import { inPlace } from '#src/app/place-rules.ts';
import { plainText } from '#src/domain/text.ts';
import { jobLike } from '../commands/say.ts';
import type { Asked } from '../fakes/recording-platform.ts';
import { ABLE } from '../fixtures/model-entries.ts';
import { openKit } from './open-kit.ts';

const asks = (moderation?: string) => ({
  ...jobLike({}).request,
  options: moderation === undefined ? {} : { moderation },
});

describe('a lenient content filter', () => {
  it.each([
    ['low', true],
    ['low', undefined],
    ['auto', false],
    [undefined, false],
  ])('%s is left as it is where the place says %s', (moderation, ageRestricted) => {
    const request = asks(moderation);
    expect(inPlace(request, ageRestricted === undefined ? {} : { ageRestricted })).toBe(request);
  });

  it('is corrected where the place is not for adults, and told once', () => {
    const corrected = inPlace(asks(' LOW'), { ageRestricted: false });
    expect(corrected).toMatchObject({ options: { moderation: 'auto' } });
    expect(corrected.notes?.map(plainText)).toEqual([
      'Low moderation is only for places marked as age-restricted, so auto was used.',
    ]);
    expect(inPlace(corrected, { ageRestricted: false })).toBe(corrected);
  });

  it('is corrected by every way in, and the person sees it', async () => {
    const kit = openKit({ entries: [{ ...ABLE, moderation: true }], policy: { allowance: 1000 } });
    await kit.start();
    const warned = async (asked: Asked) => {
      const shown = await kit.ended((await kit.talk.ask(asked)).id);
      return (shown.result?.warnings ?? []).map(plainText).join('\n');
    };
    const options = { prompt: 'a fox', moderation: 'low' };
    const strict = { place: { ageRestricted: false } };
    const adults = { place: { ageRestricted: true } };
    expect(await warned({ options, ...strict })).toContain('so auto was used');
    expect(kit.asked.at(-1)?.request.options.moderation).toBe('auto');
    const { id } = await kit.talk.ask({ options, ...adults });
    const lenient = await kit.ended(id);
    expect(kit.asked.at(-1)?.request.options.moderation).toBe('low');
    // A button of an adults' place, forwarded into another.
    const state = lenient.result?.actions.find(({ kind }) => kind === 'reroll')?.state ?? '';
    expect(await warned({ trigger: 'button', state, ...strict })).toContain('so auto was used');
    expect(kit.asked.at(-1)?.request.options.moderation).toBe('auto');
    const planned = await kit.talk.ask({ options: { ...options, 'dry-run': true }, ...strict });
    expect(JSON.stringify(planned.answer)).toContain('so auto was used');
  });
});
