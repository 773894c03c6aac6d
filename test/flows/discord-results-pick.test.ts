import { afterEach, describe, expect, it } from 'vitest';
import { known } from '../fakes/discord/state.ts';
import { type DiscordFlow, isEnd, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';

describe('the buttons U1 and so on of Discord, where nothing makes pictures larger', () => {
  let flow: DiscordFlow | undefined;
  afterEach(() => flow?.close());

  it('show one picture by itself, for nothing, to go on with in a thread of its own', async () => {
    const own = await openDiscordFlow();
    flow = own;
    const { discord } = own;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const first = await own.ended(ada.command(discord.channel, 'imagine', { prompt: 'a fox', n: 4 }));
    const picked = await own.ended(ben.press(first, 'U3'), (message) => isEnd(message) && message.files.length === 1);
    expect(readOf(picked)).toContain('**Ben**');
    expect(readOf(picked)).toContain('Picked picture 3 of an earlier result, as it was made');
    expect(Buffer.from(picked.files[0]?.bytes ?? [])).toEqual(Buffer.from(first.files[2]?.bytes ?? [1]));
    expect(labelsOf(picked)).toEqual(['Vary', 'Edit', 'Reference', 'Thread', 'Download', 'Delete']);
    expect(await own.balance(ben)).toEqual({ available: 40, held: 0 });
    const twice = await own.ended(ben.press(first, 'U3'));
    expect([twice.ephemeral, readOf(twice)]).toEqual([
      true,
      'You pressed this a moment ago; it is on its way already.',
    ]);
    await own.ended(ada.press(picked, 'Thread'));
    const thread = known(discord.world.channels, picked.id);
    const changed = await own.answered(ada, await ada.say(thread, `<@${discord.botId}> at night`));
    expect(readOf(changed)).toContain('1 reference used');
    const [source] = await own.jobs(ben);
    const [job] = await own.jobs(ada);
    expect(job?.parent?.jobId).toBe(source?.id);
    await discord.expectConform();
  });
});
