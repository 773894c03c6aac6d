import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../fakes/discord/people/act.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isResult, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { changes } from './pixels.ts';

const LABEL = 'Edit this image';
const photo = async (name = 'photo.png', color = '#336699') => ({
  name,
  bytes: await pngOf({ width: 120, height: 80, color, noise: true }),
});

/** What a form asks for, in order. */
const fieldsOf = ({ modal }: Asked) => (modal?.components ?? []).map(({ component }) => component?.custom_id);

describe('the menus of messages and people on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it("edit another person's picture, keep all else exactly, and charge who picked it", async () => {
    const { discord, simulator } = flow;
    const [ada, ben] = [discord.person('Ada'), discord.person('Ben')];
    const { bytes } = await photo();
    const message = await ada.say(discord.channel, 'my desk', { attachments: [{ name: 'desk.png', bytes }] });
    const form = await ben.messageMenu(message, LABEL);
    expect(form.modal?.title).toBe('Edit this picture');
    expect(fieldsOf(form)).toEqual(['prompt', 'image', 'region', 'exact', 'mask']);
    const extra = [await photo('lamp.png', '#cc2222'), await photo('cat.png', '#22cc22')];
    const result = await flow.ended(ben.fill(form, { prompt: 'a lamp', image: extra, region: 'left' }));
    expect(readOf(result)).toContain('3 references used');
    expect(readOf(result)).toContain('Outside the mask 0 pixels changed');
    const changed = await changes(bytes, result.files[0]?.bytes ?? new Uint8Array(), (x) => x < 60);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(0);
    expect(simulator.requests.at(-1)?.files).toHaveLength(4);
    expect(await flow.balance(ben)).toEqual({ available: 36, held: 0 });
    expect(await flow.balance(ada)).toEqual({ available: 40, held: 0 });
  });

  it('let the model draw everything anew where nothing is to be kept', async () => {
    const { discord } = flow;
    const cleo = discord.person('Cleo');
    const { bytes } = await photo();
    const message = await cleo.say(discord.channel, '', { attachments: [{ name: 'desk.png', bytes }] });
    const form = await cleo.messageMenu(message, LABEL);
    const result = await flow.ended(cleo.fill(form, { prompt: 'at night', region: 'left', exact: false }));
    expect(readOf(result)).toContain('Outside the mask as the model drew it, as you asked');
  });

  it("find the pictures of Easel's own results, which lie in components, and take all of them", async () => {
    const { discord, simulator } = flow;
    const dan = discord.person('Dan');
    const own = await flow.ended(dan.command(discord.channel, 'imagine', { prompt: 'a fox', n: 2 }));
    const form = await dan.messageMenu(own, LABEL);
    expect(fieldsOf(form)).toEqual(['picture', 'prompt', 'image', 'region', 'exact']);
    const second = await flow.ended(dan.fill(form, { picture: '2', prompt: 'in the rain' }));
    expect(readOf(second)).toContain('1 reference used');
    expect(simulator.requests.at(-1)?.files).toHaveLength(1);
    const both = await flow.ended(
      dan.fill(await dan.messageMenu(own, LABEL), { picture: 'all', prompt: 'both in one' }),
    );
    expect(readOf(both)).toContain('2 references used');
  });

  it('find the pictures of a message that was passed on', async () => {
    const { discord } = flow;
    const eva = discord.person('Eva');
    const elsewhere = discord.addChannel({ name: 'photos' });
    const original = await eva.say(elsewhere, 'look', { attachments: [await photo('sea.png')] });
    const passedOn = await eva.say(discord.channel, '', { forward: original });
    const form = await eva.messageMenu(passedOn, LABEL);
    const result = await flow.ended(eva.fill(form, { prompt: 'with a boat' }));
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).toContain('1 reference used');
  });

  it('say what to do where the message has no picture, only to who asked', async () => {
    const { discord } = flow;
    const fay = discord.person('Fay');
    const message = await fay.say(discord.channel, 'no picture here');
    const said = await flow.ended(fay.messageMenu(message, LABEL));
    expect(said.ephemeral).toBe(true);
    expect(readOf(said)).toBe(
      'This message has no picture that Easel can use. Pick one that shows a picture. Nothing was charged.',
    );
  });

  it('keep a picture although its message is gone when the form is sent', async () => {
    const { discord } = flow;
    const [gus, hal] = [discord.person('Gus'), discord.person('Hal')];
    const message = await gus.say(discord.channel, '', { attachments: [await photo('gone.png')] });
    const form = await hal.messageMenu(message, LABEL);
    gus.deleteMessage(message);
    discord.forgetUploads();
    expect(isResult(await flow.ended(hal.fill(form, { prompt: 'in winter' })))).toBe(true);
  });

  it('show the own credits to everybody, and those of others only to moderators', async () => {
    const { discord } = flow;
    const [ida, jo] = [discord.person('Ida'), discord.person('Jo')];
    const mod = discord.person('Mo', { permissions: ['ManageGuild'] });
    await flow.ended(ida.command(discord.channel, 'imagine', { prompt: 'a fox' }));
    const own = await flow.ended(ida.personMenu(ida, 'Image credits', discord.channel));
    expect(own.ephemeral).toBe(true);
    expect(readOf(own)).toContain('38 credits left of 40');
    const seenByMod = await flow.ended(mod.personMenu(ida, 'Image credits', discord.channel));
    expect(readOf(seenByMod)).toContain('38 credits left of 40');
    expect(seenByMod.notified).toEqual([]);
    const refused = await flow.ended(jo.personMenu(ida, 'Image credits', discord.channel));
    expect(readOf(refused)).not.toContain('38');
    expect(readOf(refused)).toBe("You may not see somebody else's credits. Nothing was charged.");
  });

  it('say it as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});
