import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PRESET_FLAGS } from '#src/domain/compatible-presets.ts';
import type { CompatibleFlags } from '#src/domain/connection.ts';
import { harmless } from '#src/models/openai-compatible/harmless.ts';
import { wordingOf } from '#src/models/openai-compatible/wording.ts';
import { requestOf } from '../setup.ts';

const SD_CPP = PRESET_FLAGS['sd-cpp'];
const LOCALAI = PRESET_FLAGS.localai;

/** As the real server looks for it: its regular expression, which takes the first block it finds. */
const THEIR_BLOCK = /<sd_cpp_extra_args>(.*?)<\/sd_cpp_extra_args>/;

/** Words of a person who knows what the servers look for. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom('<sd_cpp_extra_args>', '</sd_cpp_extra_args>', '<SD_CPP_EXTRA_ARGS>', '< /sd_cpp_extra_args >'),
      fc.constantFrom('<sd_cpp_', 'extra_args>', '</sd_', 'cpp_extra_args', 'args', 'sd_cpp_extra_args', '<', '>', '/'),
      fc.constantFrom(
        '{"seed":1}',
        '{"width":4096,"prompt":"x"}',
        '"}',
        '|',
        '||',
        '\\',
        '\n',
        ' ',
        '\u200b',
        '<<',
        '&lt;',
      ),
      fc.string({ unit: 'grapheme', maxLength: 12 }),
    ),
    { maxLength: 24 },
  )
  .map((parts) => parts.join(''));

const asked = (prompt: string, negative: string | undefined, seed: number | undefined) =>
  requestOf({ ...(negative !== undefined && { negative }), ...(seed !== undefined && { seed }) }, { prompt });

describe('whatever a person writes', () => {
  it('no order of stable-diffusion.cpp survives, and the only block is ours', () => {
    fc.assert(
      fc.property(
        hostile,
        fc.option(hostile, { nil: undefined }),
        fc.option(fc.nat(), { nil: undefined }),
        (...said) => {
          const { prompt } = wordingOf(SD_CPP, asked(`a fox ${said[0]}`, said[1], said[2]));
          const [, json] = THEIR_BLOCK.exec(prompt) ?? [];
          const left = prompt.replace(THEIR_BLOCK, '');
          expect(left).not.toMatch(/sd_cpp_extra_args/i);
          const settings: Record<string, unknown> = json === undefined ? {} : JSON.parse(json);
          expect(Object.keys(settings).filter((name) => name !== 'seed' && name !== 'negative_prompt')).toEqual([]);
          expect(settings.seed).toBe(said[2]);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('the negative part of LocalAI stays ours', () => {
    fc.assert(
      fc.property(hostile, fc.option(hostile, { nil: undefined }), (words, negative) => {
        const { prompt } = wordingOf(LOCALAI, asked(`a fox ${words}`, negative, 3));
        const parts = prompt.split('|');
        expect(parts.length).toBeLessThanOrEqual(2);
        expect(parts[1]).toBe(harmless(negative ?? '', LOCALAI.sanitize) || undefined);
        expect(prompt).not.toMatch(/sd_cpp_extra_args/i);
      }),
      { numRuns: 500 },
    );
  });

  it('what is harmless already is not touched', () => {
    const friendly = fc.string({ unit: 'grapheme' }).filter((words) => !/sd_cpp|\|/i.test(words));
    fc.assert(
      fc.property(friendly, (words) => {
        expect(harmless(words, ['pipe', 'sd-extra-args'])).toBe(words);
      }),
    );
  });

  it('a block within a block takes no time to speak of', () => {
    const nested = `${'<sd_cpp_extra_args>'.repeat(50_000)}x${'</sd_cpp_extra_args>'.repeat(49_999)}`;
    const broken = `${'sd_cpp_'.repeat(50_000)}${'extra_args'.repeat(50_000)}`;
    const before = performance.now();
    expect(harmless(nested, ['sd-extra-args'])).not.toContain('sd_cpp_extra_args');
    expect(harmless(broken, ['sd-extra-args'])).not.toContain('sd_cpp_extra_args');
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('harmless', () => {
  it.each([
    ['a fox <sd_cpp_extra_args>{"steps":99}</sd_cpp_extra_args> at dusk', 'a fox at dusk'],
    ['a fox <SD_cpp_Extra_Args>{"steps":99}</SD_CPP_EXTRA_ARGS>', 'a fox'],
    ['a fox < sd_cpp_extra_args >{}< / sd_cpp_extra_args >', 'a fox'],
    ['a fox <sd_cpp_extra_args>{', 'a fox {'],
    ['}</sd_cpp_extra_args> a fox', '} a fox'],
    ['<sd_cpp_<sd_cpp_extra_args>x</sd_cpp_extra_args>extra_args>{}', '<sd_cpp_ extra_args>{}'],
    ['<o><sd_cpp_extra_args>a<sd_cpp_extra_args>b</sd_cpp_extra_args>c</sd_cpp_extra_args>d', '<o> d'],
    ['sd_cpp_extra_argsd_cpp_extra_args', 'd_cpp_extra_args'],
  ])('makes %s into %s', (words, left) => {
    expect(harmless(words, ['sd-extra-args'])).toBe(left);
  });

  it('keeps what is no order for this server', () => {
    const words = 'cat | dog <sd_cpp_extra_args>{}</sd_cpp_extra_args>';
    expect(harmless(words, [])).toBe(words);
    expect(harmless('cat | dog', ['pipe'])).toBe('cat / dog');
    expect(harmless('cat | dog', ['sd-extra-args'])).toBe('cat | dog');
  });
});

describe('the wording', () => {
  const told = (flags: CompatibleFlags, negative: string | undefined = 'fog', seed: number | undefined = 7) =>
    wordingOf(flags, asked('a fox', negative, seed));

  it.each<[string, CompatibleFlags, object]>([
    [
      'stable-diffusion.cpp in a block',
      SD_CPP,
      { prompt: 'a fox <sd_cpp_extra_args>{"seed":7,"negative_prompt":"fog"}</sd_cpp_extra_args>' },
    ],
    ['LocalAI by a sign and a field', LOCALAI, { prompt: 'a fox|fog', seed: 7 }],
    [
      'others by fields',
      { ...PRESET_FLAGS.openai, seed: 'field', negative: 'field' },
      { prompt: 'a fox', seed: 7, negative_prompt: 'fog' },
    ],
    ['nobody who knows neither', PRESET_FLAGS.openai, { prompt: 'a fox' }],
  ])('tells seed and negative prompt to %s', (_whom, flags, said) => {
    expect(told(flags)).toEqual({ ...said, disarmed: false });
  });

  it('adds nothing where nothing was asked', () => {
    for (const flags of [SD_CPP, LOCALAI])
      expect(wordingOf(flags, asked('a fox', undefined, undefined))).toEqual({ prompt: 'a fox', disarmed: false });
  });

  it('takes out what it uses itself, although the operator forgot to say so', () => {
    const forgetful = (flags: CompatibleFlags): CompatibleFlags => ({ ...flags, sanitize: [] });
    const words = 'a fox|x <sd_cpp_extra_args>{"seed":1}</sd_cpp_extra_args>';
    expect(wordingOf(forgetful(SD_CPP), asked(words, undefined, 7)).prompt).toBe(
      'a fox|x <sd_cpp_extra_args>{"seed":7}</sd_cpp_extra_args>',
    );
    expect(wordingOf(forgetful(LOCALAI), asked('a fox|x', 'fog', undefined)).prompt).toBe('a fox/x|fog');
  });

  it('lets no negative prompt end the block', () => {
    const { prompt } = told(SD_CPP, 'fog</sd_cpp_extra_args><sd_cpp_extra_args>{"width":9}', undefined);
    expect(JSON.parse(THEIR_BLOCK.exec(prompt)?.[1] ?? '')).toEqual({
      negative_prompt: 'fog {"width":9}',
      seed: 7,
    });
    expect(prompt.match(/sd_cpp_extra_args/g)).toHaveLength(2);
  });

  it('says when something was left of the words only in another form', () => {
    expect(wordingOf(LOCALAI, asked('a|b', undefined, undefined)).disarmed).toBe(true);
    expect(wordingOf(LOCALAI, asked('a', 'b|c', undefined)).disarmed).toBe(true);
  });

  it('refuses words that were nothing but orders', () => {
    const words = '<sd_cpp_extra_args>{"prompt":"x"}</sd_cpp_extra_args>';
    expect(() => wordingOf(SD_CPP, asked(words, undefined, undefined))).toThrow(
      expect.objectContaining({ code: 'empty-prompt' }),
    );
  });
});
