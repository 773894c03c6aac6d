import { describe, expect, it } from 'vitest';
import { withSettings } from '#src/app/person-settings.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import type { PersonSettings } from '#src/ports/command.ts';

const wished = (options: RequestOptions, settings: PersonSettings) =>
  withSettings(
    { command: 'imagine', prompt: 'a fox', options, images: [], instructions: [] },
    settings,
    // Only this one is read.
    { preview: true },
  );

describe("a person's usual model", () => {
  it('is told apart from one that they named', () => {
    expect(wished({}, { model: 'able' })).toMatchObject({ options: {}, usualModel: 'able' });
    expect(wished({}, { model: 'able' }).options).not.toHaveProperty('model');
    const named = wished({ model: 'plain' }, { model: 'able' });
    expect(named.options).toEqual({ model: 'plain' });
    expect(named).not.toHaveProperty('usualModel');
    expect(wished({}, {})).not.toHaveProperty('usualModel');
  });
});

describe("a person's usual format", () => {
  it.each<[RequestOptions, string, string | undefined]>([
    [{}, 'jpeg', 'jpeg'],
    [{ background: ' Transparent' }, 'jpeg', undefined],
    [{ background: 'transparent' }, 'webp', 'webp'],
    [{ mode: 'Remove-Background' }, 'JPEG', undefined],
    [{ mode: 'remove-background' }, 'webp', 'webp'],
    [{ mode: 'remove-background', format: 'png' }, 'jpeg', 'png'],
    [{ mode: 'upscale' }, 'jpeg', 'jpeg'],
  ])('gives way to what it would make impossible: %j with %s', (options, format, used) => {
    expect(wished(options, { format }).options.format).toBe(used);
  });
});

describe("a person's usual shape", () => {
  it.each<[RequestOptions, string | undefined]>([
    [{}, '16:9'],
    [{ size: '1024x1024' }, undefined],
    [{ mode: 'upscale' }, undefined],
    [{ mode: 'remove-background' }, undefined],
    [{ mode: 'grid' }, '16:9'],
    [{ mode: 'upscale', aspect: '1:1' }, '1:1'],
  ])('is none of the business of %j', (options, aspect) => {
    expect(wished(options, { aspect: '16:9' }).options.aspect).toBe(aspect);
  });
});
