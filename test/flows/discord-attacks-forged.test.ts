import { ComponentType, InteractionType } from 'discord.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { act } from '../fakes/discord/people/act.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import type { PlayedChannel } from '../fakes/discord/state.ts';
import { ALLOWANCE, type Asking, type FaultyFlow, openFaultyFlow, oursIn, resultsIn } from './discord-fault-kit.ts';
import { isResult } from './open-discord-flow.ts';

let flow: FaultyFlow;
let result: SeenMessage;
let owner: Person;
beforeAll(async () => {
  flow = await openFaultyFlow();
  owner = flow.discord.person('owner');
  result = await flow.result(await owner.command(flow.discord.channel, 'imagine', { prompt: 'a red fox', n: 2 }));
});
afterAll(async () => {
  await flow.discord.expectConform();
  await flow.close();
});

const stateOf = (message: SeenMessage, label: string): string =>
  message.buttons.find((button) => button.label === label)?.customId ?? 'no such button';

/** A press as Discord would send it, of a button that no message has. */
function press(person: Person, customId: string, channel: PlayedChannel = flow.discord.channel) {
  const data = { custom_id: customId, component_type: ComponentType.Button, id: 1 };
  return act(flow.discord.world, { type: InteractionType.MessageComponent, user: person.user, channel, data });
}

/** What was said of it to its person alone. */
async function told(asked: Asking): Promise<string> {
  const { discord } = flow;
  const { id, userId, channelId } = asked.interaction;
  const seen = () => discord.messagesSeenBy({ id: userId }, { id: channelId });
  const isAnswer = ({ interactionId, ephemeral, loading }: SeenMessage) =>
    interactionId === id && ephemeral && !loading;
  return (await discord.until(() => seen().find(isAnswer))).text;
}

describe('a forged button', () => {
  it.each([
    ['of no meaning', 'x'],
    ['of 100 signs', 'a'.repeat(100)],
    ['of an object', '__proto__.constructor'],
    ['of other scripts', '🦊'.repeat(25)],
    ['of a job that is not', `${'0'.repeat(16)}.delete`],
    ['of a kind that is not', '%.explode'],
    ['of a picture that is not', '%.vary.99'],
    ['of more than there is', '%.vary.1.delete'],
    ['of a path', '../../jobs/1.delete'],
  ])('%s is refused in private, and does nothing', async (_what, customId) => {
    const { discord } = flow;
    const mallory = discord.person('mallory');
    const [name = ''] = stateOf(result, 'Delete').split('.');
    expect(await told(await press(mallory, customId.replace('%', name)))).toContain('is not here any more');
    expect(await flow.jobs(mallory)).toEqual([]);
    expect(await flow.balance(mallory)).toEqual({ available: ALLOWANCE, held: 0 });
  });

  it('of a running job cannot make it confirmed, shared or deleted', async () => {
    const { discord, gate } = flow;
    const mallory = discord.person('mallory');
    const asked = await flow.drawing(owner);
    const cancel = await discord.until(() => asked.shown()?.buttons.find(({ label }) => label === 'Cancel')?.customId);
    for (const kind of ['confirm', 'share', 'delete', 'download', 'vary.0', 'upscale.0', 'thread']) {
      const forged = await press(mallory, cancel.replace('cancel', kind));
      expect(await told(forged), kind).toMatch(/You may not|is not (?:here )?any more/);
    }
    gate.open();
    await flow.result(asked);
    expect(await flow.jobs(mallory)).toEqual([]);
  });
});

describe("somebody else's request", () => {
  it('cannot be canceled, deleted or shared by others; a moderator may cancel and delete', async () => {
    const { discord, gate } = flow;
    const [bob, mod] = [discord.person('bob'), discord.person('mod', { permissions: ['ManageGuild'] })];
    const asked = await flow.drawing(owner);
    const message = await discord.until(() => asked.shown()?.buttons.length === 1 && asked.shown());
    expect(await told(await bob.press(message, 'Cancel'))).toContain("You may not cancel somebody else's request");
    gate.open();
    const finished = await flow.result(asked);
    expect(await told(await bob.press(finished, 'Delete'))).toContain("You may not delete somebody else's result");
    expect(resultsIn(flow, bob).map(({ id }) => id)).toContain(finished.id);
    expect(await told(await mod.press(finished, 'Delete'))).toContain('Deleted.');
    expect(resultsIn(flow, bob).map(({ id }) => id)).not.toContain(finished.id);
  });

  it('is canceled by a moderator, and its person is told that nothing was charged', async () => {
    const { discord, gate } = flow;
    const [ada, mod] = [discord.person('ada'), discord.person('mod', { permissions: ['ManageGuild'] })];
    const asked = await flow.drawing(ada);
    const message = await discord.until(() => asked.shown()?.buttons.length === 1 && asked.shown());
    expect(await told(await mod.press(message, 'Cancel'))).toContain('Canceled. Nothing was charged.');
    await discord.until(() => asked.shown()?.text.includes('Nothing was charged'));
    gate.open();
    await flow.expectQuiet(ada, { available: ALLOWANCE });
  });

  it('in private is not even there for others, moderators included', async () => {
    const { discord } = flow;
    const [bob, mod] = [discord.person('bob'), discord.person('mod', { permissions: ['Administrator'] })];
    const asked = await owner.command(discord.channel, 'imagine', { prompt: 'a secret fox', private: true });
    const secret = await flow.result(asked);
    for (const who of [bob, mod])
      for (const label of ['Download', 'Delete', 'Share', 'Reroll', 'Vary'])
        for (const state of [stateOf(secret, label), stateOf(secret, label).replace('~', '')])
          expect(await told(await press(who, state)), label).toContain('is not here any more');
    expect(oursIn(flow, bob).some(({ text }) => text.includes('secret'))).toBe(false);
  });

  it('of another server is not there, by button or by form', async () => {
    const { discord } = flow;
    const guild = discord.addGuild({ name: 'Other' });
    const channel = discord.addChannel({ guild });
    const eve = discord.person('eve', { guilds: [guild], permissions: ['Administrator'] });
    for (const label of ['Download', 'Delete', 'Thread'])
      expect(await told(await press(eve, stateOf(result, label), channel))).toContain('is not here any more');
    const reroll = await press(eve, stateOf(result, 'Reroll'), channel);
    expect(await told(reroll)).toContain('is not here any more');
    const form = await press(eve, stateOf(result, 'Edit'), channel);
    const sent = await eve.fill(form, { prompt: 'in winter' });
    expect(await told(sent)).toContain('is not here any more');
    expect(await flow.jobs(eve, channel)).toEqual([]);
    const traveller = discord.person('traveller', { guilds: [discord.guild, guild] });
    const own = await flow.result(await traveller.command(discord.channel, 'imagine', { prompt: 'a blue fox' }));
    expect(await told(await press(traveller, stateOf(own, 'Delete'), channel))).toContain('is not here any more');
    expect(resultsIn(flow, owner).map(({ id }) => id)).toContain(result.id);
  });

  it('cannot be canceled by its number, and tells nobody what it is', async () => {
    const { discord, gate } = flow;
    const bob = discord.person('bob');
    const asked = await flow.drawing(owner);
    const [job] = await flow.jobs(owner);
    const canceled = await bob.command(discord.channel, 'cancel', { job: job?.id ?? '' });
    expect(await told(canceled)).not.toContain('fox');
    const credits = await bob.command(discord.channel, 'credits', { user: { id: owner.id } });
    expect(await told(credits)).toContain("You may not see somebody else's credits");
    const menu = await bob.personMenu(owner, 'Image credits', discord.channel);
    expect(await told(menu)).toContain("You may not see somebody else's credits");
    gate.open();
    expect(isResult(await flow.result(asked))).toBe(true);
  });
});
