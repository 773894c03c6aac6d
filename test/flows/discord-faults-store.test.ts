import { afterEach, expect, it } from 'vitest';
import type { Parts } from '#src/app/parts.ts';
import { EaselError } from '#src/domain/errors.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow } from './open-discord-flow.ts';

const LOOK_AGAIN_MS = 5000;

let flow: DiscordFlow;
afterEach(() => flow.close());

/** The store takes the first job in, and its answer is lost; what was left behind is looked for sooner than usual. */
function losingAnAnswer(parts: Parts): Parts {
  let isLost = false;
  return {
    ...parts,
    clock: { ...parts.clock, after: (ms, call) => parts.clock.after(ms === LOOK_AGAIN_MS ? 300 : ms, call) },
    jobs: {
      ...parts.jobs,
      async create(job) {
        const created = await parts.jobs.create(job);
        if (isLost) return created;
        isLost = true;
        throw new EaselError('store-unavailable', {});
      },
    },
  };
}

it('a request that was taken in though an answer of the store was lost is not refused, and its picture comes', async () => {
  flow = await openDiscordFlow({ wrap: losingAnAnswer });
  const { discord } = flow;
  const ada = discord.person('Ada');
  const asked = await ada.command(discord.channel, 'imagine', { prompt: 'a fox' });
  const shown = await flow.ended(asked, isResult);
  expect(shown.ephemeral).toBe(false);
  expect(ada.sees(discord.channel, true).map(({ id }) => id)).toEqual([shown.id]);
  expect(await flow.balance(ada)).toEqual({ available: 38, held: 0 });
  await discord.expectConform();
});

it('a question about a price comes then too', async () => {
  flow = await openDiscordFlow({ wrap: losingAnAnswer });
  const { discord } = flow;
  const ada = discord.person('Ada');
  const asked = await ada.command(discord.channel, 'imagine', {
    prompt: 'a {red,blue,green,black,white,pink} fox',
    n: 2,
  });
  const question = await flow.ended(
    asked,
    (message) => labelsOf(message).includes('Cancel') && !/[▰▱]/.test(message.text),
  );
  expect(labelsOf(question)).toEqual(['Make 12 for 24 credits', 'Cancel']);
});
