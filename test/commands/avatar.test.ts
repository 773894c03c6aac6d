import { describe, expect, it } from 'vitest';
import { avatar } from '#commands/avatar.ts';
import { checkBrief } from '#src/domain/avatar.ts';
import { DEFAULT_LIMITS } from '#src/domain/policy.ts';
import { say } from './say.ts';

describe('/avatar', () => {
  it('takes all that its fields offer', async () => {
    const filled = Object.entries(avatar.options).flatMap(([name, option]) =>
      ['name', 'gender', 'bio', 'bio2', 'bio3'].includes(name) && option.kind === 'text'
        ? [[name, name.at(0)?.repeat(option.max ?? 6000) ?? '']]
        : [],
    );
    expect(filled).toHaveLength(5);
    const { submitted } = await say(avatar, Object.fromEntries(filled));
    const brief = submitted[0]?.request.avatar;
    if (!brief) throw new Error('Nothing was asked for.');
    expect(brief.bios).toHaveLength(3);
    expect(() => checkBrief(brief, DEFAULT_LIMITS)).not.toThrow();
  });

  it('carries what was filled in, and no blanks', async () => {
    const { submitted } = await say(avatar, { bio: ' gardens ', bio3: 'sails', bio2: ' ', name: ' Ada', count: '8' });
    expect(submitted[0]?.request).toEqual({
      command: 'avatar',
      prompt: 'Ada: gardens sails',
      avatar: { bios: ['gardens', 'sails'], name: 'Ada' },
      options: { n: 8 },
      images: [],
      instructions: [],
    });
  });
});
