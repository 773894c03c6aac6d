import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Asked, act } from '../fakes/discord/people/act.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { known } from '../fakes/discord/state.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';

const left = (available: number) => ({ available, held: 0 });
const BUTTON = 3;

const stateOf = ({ buttons }: SeenMessage, label: string): string =>
  buttons.find((button) => button.label === label)?.customId ?? '';

describe('what a button of Discord belongs to', () => {
  let flow: DiscordFlow;
  beforeEach(async () => {
    flow = await openDiscordFlow();
  });
  afterEach(() => flow.close());

  /** Another process over the same data; Discord and its people go on. */
  async function restart(): Promise<void> {
    await flow.stop();
    flow = await openDiscordFlow({ discord: flow.discord, dataDir: flow.dataDir, simulator: flow.simulator });
  }

  const imagine = (person: Person, options = {}) =>
    flow.ended(person.command(flow.discord.channel, 'imagine', { prompt: 'a fox', ...options }));

  /** A press that Discord's own app would not send: any name on any message. */
  function forge({ user }: Person, message: { readonly id: string }, custom_id: string): Promise<Asked> {
    const { world, channel } = flow.discord;
    return act(world, {
      type: BUTTON,
      user,
      channel,
      data: { custom_id, component_type: 2, id: 1 },
      sourceMessageId: message.id,
      message: { id: message.id },
    });
  }

  it('is found by another process, whatever the button does', async () => {
    const { discord } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const first = await imagine(ada, { n: 2 });
    await restart();
    expect(isResult(await flow.ended(ben.press(first, 'V2')))).toBe(true);
    expect(isResult(await flow.ended(ben.press(first, 'Reroll')))).toBe(true);
    const form = await ben.press(first, 'Edit');
    await restart();
    expect(isResult(await flow.ended(ben.fill(form, { picture: '2', prompt: 'at night' })))).toBe(true);
    expect((await flow.ended(ben.press(first, 'Download'))).files).toHaveLength(2);
    expect(readOf(await flow.ended(ben.press(first, 'Thread')))).toContain('Go on in');
    expect(readOf(await flow.ended(ada.press(first, 'Delete')))).toBe('Deleted.');
    expect(known(discord.world.messages, first.id).deleted).toBe(true);
    expect(await flow.balance(ben)).toEqual(left(28));
    await discord.expectConform();
  });

  it('is a running request also for another process, which can cancel it', async () => {
    const { discord, simulator } = flow;
    const ada = discord.person('Ada');
    simulator.fail({ kind: 'hang_before_headers', times: 4 });
    const asked = await Promise.all(
      ['one', 'two', 'three'].map((prompt) => ada.command(discord.channel, 'imagine', { prompt })),
    );
    const [, , waiting] = asked;
    const running = await discord.until(() =>
      [waiting?.shown()].find((message) => message && /number|line|wait/i.test(message.text)),
    );
    await restart();
    await flow.ended(ada.press(running, 'Cancel'));
    if (!waiting) throw new Error('Three were asked for.');
    expect(readOf(await flow.ended(waiting))).toContain('This was canceled.');
    for (const one of asked.slice(0, 2)) {
      const shown = one.shown();
      if (shown && labelsOf(shown).includes('Cancel')) await flow.ended(ada.press(shown, 'Cancel'));
      await flow.ended(one);
    }
    expect(await flow.balance(ada)).toEqual(left(40));
  });

  it('is gone once it was deleted, for every button that still stands somewhere', async () => {
    const { discord } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const first = await imagine(ada, { n: 2 });
    const form = await ben.press(first, 'Edit');
    const states = ['V2', 'Reroll', 'Download', 'Thread', 'Delete'].map((label) => stateOf(first, label));
    await flow.ended(ada.press(first, 'Delete'));
    for (const state of states) {
      const said = await flow.ended(forge(ben, first, state));
      expect(said.ephemeral).toBe(true);
      expect(readOf(said)).toContain('What this button belongs to is not here any more.');
    }
    const sent = await flow.ended(ben.fill(form, { picture: '1', prompt: 'late' }));
    expect(readOf(sent)).toContain('is not here any more.');
    expect(await flow.balance(ben)).toEqual(left(40));
  });

  it.each(['x', 'nobody.reroll', '../../etc.reroll', 'a.b.c.d', '🦊'.repeat(50), `${'a'.repeat(93)}.reroll`, 'edit|x'])(
    'is nothing where nobody made it: %s',
    async (state) => {
      const { discord, simulator } = flow;
      const mallory = discord.person('Mallory');
      const message = await mallory.say(discord.channel, 'hello');
      const said = await flow.ended(forge(mallory, message, state));
      expect(said.ephemeral).toBe(true);
      expect(readOf(said)).toMatch(/not here any more\..* Nothing was charged\.$/);
      expect(simulator.requests).toEqual([]);
    },
  );

  it("is nobody else's where it is private, or of another server", async () => {
    const { discord, simulator } = flow;
    const [ada, mallory] = [discord.person('Ada'), discord.person('Mallory')];
    const secret = await imagine(ada, { private: true });
    expect(secret.ephemeral).toBe(true);
    const other = discord.addGuild();
    const stranger = discord.person('Stranger', { guilds: [other] });
    const open = await imagine(ada);
    const before = simulator.requests.length;
    for (const label of ['Reroll', 'Download', 'Share', 'Delete', 'Vary']) {
      const said = await flow.ended(forge(mallory, open, stateOf(secret, label)));
      expect(readOf(said)).toMatch(/not here any more|You may not/);
    }
    const elsewhere = discord.addChannel({ guild: other });
    const bystander = await stranger.say(elsewhere, 'hello');
    for (const label of ['Reroll', 'Download', 'Delete', 'Vary', 'Thread']) {
      const asked = await act(discord.world, {
        type: BUTTON,
        user: stranger.user,
        channel: elsewhere,
        data: { custom_id: stateOf(open, label), component_type: 2, id: 1 },
        sourceMessageId: bystander.id,
        message: { id: bystander.id },
      });
      expect(readOf(await flow.ended(asked))).toMatch(/not here any more/);
    }
    expect(simulator.requests.length).toBe(before);
    expect(await flow.balance(mallory)).toEqual(left(40));
  });
});

describe('a private result on Discord', () => {
  let flow: DiscordFlow;
  beforeEach(async () => {
    flow = await openDiscordFlow();
  });
  afterEach(() => flow.close());

  it('is shared once by who made it, and deleted in both places', async () => {
    const { discord } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const secret = await flow.ended(ada.command(discord.channel, 'imagine', { prompt: 'a fox', private: true, n: 2 }));
    expect(secret.ephemeral).toBe(true);
    expect(labelsOf(secret)).toEqual([
      'U1',
      'U2',
      'V1',
      'V2',
      'Reroll',
      'Edit',
      'Reference',
      'Download',
      'Share',
      'Delete',
    ]);
    expect(ben.sees(discord.channel)).toEqual([]);
    const varied = await flow.ended(ada.press(secret, 'V1'));
    expect(varied.ephemeral).toBe(true);
    const shared = await flow.ended(ada.press(secret, 'Share'));
    expect(shared.ephemeral).toBe(false);
    expect(shared.files.filter((file) => file.in === 'gallery')).toHaveLength(2);
    expect(labelsOf(shared)).toContain('Thread');
    expect(labelsOf(shared)).not.toContain('Share');
    expect(isResult(await flow.ended(ben.press(shared, 'V2')))).toBe(true);
    const again = await flow.ended(ada.press(secret, 'Share'));
    expect(readOf(again)).toBe('It is shared already.');
    await flow.ended(ada.press(shared, 'Delete'));
    for (const { id } of [secret, shared]) expect(known(discord.world.messages, id).deleted).toBe(true);
    await discord.expectConform();
  });
});
