import { describe, expect, it } from 'vitest';
import { layHome } from '#src/chat/slack/layout/home.ts';
import { text } from '#src/domain/text.ts';
import type { HomeCard, HomeResult } from '#src/ports/cards.ts';
import { picture } from '../../discord/layout/cards.ts';
import { readIn, sketchOf } from './read-layout.ts';
import { homeFaultsOf } from './strict-message.ts';

const made = (jobId: string, url?: string): HomeResult => ({
  jobId,
  prompt: `a fox, ${jobId}`,
  madeAt: 1_700_000_000_000,
  picture: { ...picture(0), ...(url !== undefined && { url }) },
});

const HOME: HomeCard = {
  facts: [{ label: 'Left', value: text('36 of 40') }],
  recent: [made('job2', 'https://easel.example/job2.png'), made('job1')],
  models: [{ name: 'openai/gpt-image-2', about: text('edits and makes') }],
  tenant: [{ label: 'Running', value: text('2 jobs') }],
};

const sketch = (home: HomeCard, options = {}) => {
  const { blocks } = layHome(home, options);
  return sketchOf({ blocks: blocks.flatMap((block) => knownBlock(block)) });
};

/** A page holds the very same blocks as a message. */
const knownBlock = (block: object) => [block] as Parameters<typeof sketchOf>[0]['blocks'];

describe("a person's own page", () => {
  it('tells what is left, what was made lately, what there is, and to moderators how the workspace is', () => {
    expect(sketch(HOME)).toEqual([
      '# Your credits',
      '*Left* 36 of 40',
      '# Your newest pictures',
      '*<1700000000 {date_short_pretty} at {time}>*',
      '> a fox, job2',
      '[https://easel.example/job2.png: Picture 1: a fox]',
      '*<1700000000 {date_short_pretty} at {time}>*',
      '> a fox, job1',
      '# Models',
      '- *openai/gpt-image-2* edits and makes',
      '# This workspace',
      '*Running* 2 jobs',
    ]);
    expect(homeFaultsOf(layHome(HOME))).toEqual([]);
  });

  it('is all words where Slack could not fetch the pictures', () => {
    expect(sketch(HOME, { withoutPictures: true }).join('\n')).not.toContain('[http');
  });

  it('says what to do where nothing was made yet, and hides the workspace from everybody else', () => {
    const { tenant, ...rest } = HOME;
    expect(tenant).toBeDefined();
    const lines = sketch({ ...rest, recent: [], models: [] });
    expect(lines).toContain('Nothing yet. Write /imagine and what you want to see, or mention me with a picture.');
    expect(lines).not.toContain('# This workspace');
  });

  it.each(['🎨', '狐', '<!channel>&"', 'a\n'])('stays within every limit with endless %j', (piece) => {
    const words = piece.repeat(2000);
    const many = <T>(thing: T): readonly T[] => Array.from({ length: 60 }, () => thing);
    const facts = many({ label: words, value: text(words) });
    const one = { ...made('job1', 'https://easel.example/a.png'), prompt: words };
    const home = {
      facts,
      tenant: facts,
      recent: many({ ...one, picture: { ...one.picture, alt: words } }),
      models: many({ name: words, about: text(words) }),
    };
    expect(homeFaultsOf(layHome(home))).toEqual([]);
    expect(readIn({ blocks: layHome(home).blocks.flatMap(knownBlock) })).toContain('and 30 more: /models');
  });
});
