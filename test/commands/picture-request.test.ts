import { describe, expect, it } from 'vitest';
import { edit } from '#commands/edit.ts';
import { imagine } from '#commands/imagine.ts';
import { say } from './say.ts';

const image = { key: 'a', filename: 'a.png' };
const mask = { key: 'm', filename: 'm.png' };

describe('/imagine and /edit', () => {
  it('ask for exactly what was filled in', async () => {
    const { submitted } = await say(imagine, { prompt: 'a fox' });
    expect(submitted).toEqual([
      {
        request: { command: 'imagine', prompt: 'a fox', options: {}, images: [], instructions: [] },
        wishes: { private: undefined, dryRun: undefined },
      },
    ]);
  });

  it('carry every option, pictures and mask, whatever the platform wrote numbers as', async () => {
    const words = {
      model: 'flare',
      size: '1024x1024',
      aspect: '16:9',
      quality: 'high',
      style: 'vivid',
      background: 'opaque',
      format: 'webp',
      moderation: 'low',
      fidelity: 'high',
    };
    const { submitted } = await say(
      edit,
      {
        prompt: 'warmer',
        ...words,
        n: '3',
        seed: 7,
        compression: 0,
        partials: 2,
        exact: 'false',
        private: true,
        'dry-run': 'true',
      },
      {},
      { image: [image, image], mask: [mask] },
    );
    expect(submitted).toEqual([
      {
        request: {
          command: 'edit',
          prompt: 'warmer',
          options: { ...words, n: 3, seed: 7, compression: 0, partials: 2, exact: false },
          images: [image, image],
          mask,
          instructions: [],
        },
        wishes: { private: true, dryRun: true },
      },
    ]);
  });

  it('leave words as they are, for the plan to judge', async () => {
    const { submitted } = await say(imagine, { prompt: '@everyone <b>', n: 0, model: 'no such', quality: '' });
    expect(submitted[0]?.request).toMatchObject({ prompt: '@everyone <b>', options: { n: 0, model: 'no such' } });
    expect(submitted[0]?.request.options).not.toHaveProperty('quality');
  });

  it('refuse what is no number where a number belongs', async () => {
    await expect(say(imagine, { prompt: 'a fox', n: 'many' })).rejects.toMatchObject({
      code: 'option-invalid',
      details: { option: 'n', value: 'many' },
    });
  });
});
