import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { known } from '../fakes/discord/state.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isResult, labelsOf, openDiscordFlow, readOf } from './open-discord-flow.ts';

const left = (available: number) => ({ available, held: 0 });

describe('the buttons of a result on Discord', () => {
  let flow: DiscordFlow;
  beforeAll(async () => {
    flow = await openDiscordFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  /** A new person's own result. */
  async function made(name: string, options: Readonly<Record<string, string | number | boolean>> = {}) {
    const owner = flow.discord.person(name);
    const result = await flow.ended(owner.command(flow.discord.channel, 'imagine', { prompt: 'a fox', ...options }));
    expect(isResult(result)).toBe(true);
    return { owner, result };
  }

  const idsOf = async (person: Person) => (await flow.jobs(person)).map(({ id }) => id);
  const galleryOf = ({ files }: SeenMessage) => files.filter((file) => file.in === 'gallery');

  it('stand in rows, from what is done with one picture to what is done with all', async () => {
    const { result } = await made('Ada', { n: 4 });
    expect(labelsOf(result)).toEqual([
      'U1',
      'U2',
      'U3',
      'U4',
      'V1',
      'V2',
      'V3',
      'V4',
      'Reroll',
      'Edit',
      'Reference',
      'Thread',
      'Download',
      'Delete',
    ]);
    expect(result.buttons.every(({ customId }) => (customId ?? '').length <= 100)).toBe(true);
  });

  it('vary the picture they name, for whoever presses: they pay and own it', async () => {
    const { owner, result } = await made('Ben', { n: 2 });
    const cleo = flow.discord.person('Cleo');
    const varied = await flow.ended(cleo.press(result, 'V2'));
    expect(readOf(varied)).toContain('**Cleo**');
    expect(readOf(varied)).toContain('1 reference used');
    expect(varied.id).not.toBe(result.id);
    expect(await flow.balance(owner)).toEqual(left(36));
    expect(await flow.balance(cleo)).toEqual(left(36));
    const [job] = await flow.jobs(cleo);
    const [source] = await flow.jobs(owner);
    expect(job?.parent).toEqual({ jobId: source?.id, by: 'vary' });
    const again = await flow.ended(cleo.press(result, 'Reroll'));
    expect(galleryOf(again)).toHaveLength(2);
    expect(await flow.balance(cleo)).toEqual(left(32));
  });

  it('open a form to change one of the pictures', async () => {
    const { owner, result } = await made('Dan', { n: 2 });
    const eva = flow.discord.person('Eva');
    const form = await eva.press(result, 'Edit');
    expect(form.modal?.title).toBe('Edit this picture');
    const extra = { name: 'hat.png', bytes: await pngOf({ width: 80, height: 80 }) };
    const edited = await flow.ended(eva.fill(form, { picture: '2', prompt: 'with a hat', image: [extra] }));
    expect(readOf(edited)).toContain('> with a hat');
    expect(readOf(edited)).toContain('2 references used');
    const [job] = await flow.jobs(eva);
    expect(job?.parent?.jobId).toBe((await idsOf(owner))[0]);
    expect(await flow.balance(owner)).toEqual(left(36));
    // The form stays open on the screen, and can be sent again.
    expect(isResult(await flow.ended(eva.fill(form, { picture: '1', prompt: 'without a hat' })))).toBe(true);
  });

  it('open a form to make something else of it', async () => {
    const { owner, result } = await made('Fay');
    const form = await owner.press(result, 'Reference');
    expect(form.modal?.title).toBe('Use as reference');
    const made2 = await flow.ended(owner.fill(form, { prompt: 'on a stamp', aspect: '16:9' }));
    expect(readOf(made2)).toContain('> on a stamp');
    const [picture] = galleryOf(made2);
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(16 / 9, 1);
  });

  it('give the pictures as they were made, only to who presses, for nothing', async () => {
    const { owner, result } = await made('Gus', { n: 2 });
    const hal = flow.discord.person('Hal');
    const got = await flow.ended(hal.press(result, 'Download'));
    expect(got.ephemeral).toBe(true);
    expect(got.files.map((file) => file.in)).toEqual(['file', 'file']);
    const [job] = await flow.jobs(owner);
    for (const [index, picture] of (job?.result?.pictures ?? []).entries())
      expect(Buffer.from(got.files[index]?.bytes ?? [])).toEqual(
        Buffer.from((await flow.easel.blobs.get(picture.key)) ?? []),
      );
    expect(await flow.balance(hal)).toEqual(left(40));
  });

  it('delete it for its owner and for moderators, and tell everybody else so privately', async () => {
    const { discord } = flow;
    const { owner, result } = await made('Ida');
    const mallory = discord.person('Mallory');
    const refused = await flow.ended(mallory.press(result, 'Delete'));
    expect(refused.ephemeral).toBe(true);
    expect(readOf(refused)).toBe("You may not delete somebody else's result. Nothing was charged.");
    const told = await flow.ended(owner.press(result, 'Delete'));
    expect([told.ephemeral, readOf(told)]).toEqual([true, 'Deleted.']);
    expect(known(discord.world.messages, result.id).deleted).toBe(true);
    const { owner: other, result: second } = await made('Jo');
    const mod = discord.person('Mo', { permissions: ['ManageGuild'] });
    await flow.ended(mod.press(second, 'Delete'));
    expect(other.sees(discord.channel).some(({ id }) => id === second.id)).toBe(false);
    const [job] = await flow.jobs(other);
    const key = job?.result?.pictures[0]?.key;
    expect(key === undefined ? undefined : await flow.easel.blobs.get(key)).toBeUndefined();
  });

  it('cancel what runs, for its owner and not for others', async () => {
    const { discord, simulator } = flow;
    simulator.fail({ kind: 'hang_before_headers' });
    const before = simulator.requests.length;
    const kim = discord.person('Kim');
    const asked = await kim.command(discord.channel, 'imagine', { prompt: 'a fox' });
    await expect.poll(() => simulator.requests.length).toBe(before + 1);
    const running = await discord.until(() =>
      [asked.shown()].find((message) => message && labelsOf(message).includes('Cancel')),
    );
    const refused = await flow.ended(discord.person('Leo').press(running, 'Cancel'));
    expect(readOf(refused)).toBe("You may not cancel somebody else's request. Nothing was charged.");
    const told = await flow.ended(kim.press(running, 'Cancel'));
    expect([told.ephemeral, readOf(told)]).toEqual([true, 'Canceled. Nothing was charged.']);
    const end = await flow.ended(asked);
    expect(readOf(end)).toContain('This was canceled.');
    expect(labelsOf(end)).toEqual(['Reroll']);
    expect(await flow.balance(kim)).toEqual(left(40));
  });

  it('do what they say for four people who press at once, and once for each', async () => {
    const { discord, simulator } = flow;
    const { result } = await made('Mia');
    const before = simulator.requests.length;
    const people = ['Nia', 'Oda', 'Pia', 'Quin'].map((name) => discord.person(name));
    const results = await Promise.all(people.map((person) => flow.ended(person.press(result, 'Reroll'))));
    expect(results.every(isResult)).toBe(true);
    expect(results.map((one) => readOf(one).split('\n')[0])).toEqual(['**Nia**', '**Oda**', '**Pia**', '**Quin**']);
    for (const person of people) expect(await flow.balance(person)).toEqual(left(38));
    expect(simulator.requests.length).toBe(before + 4);
  });

  it('do it once where the same press arrives five times, and where a thumb presses twice', async () => {
    const { discord, simulator } = flow;
    const { owner, result } = await made('Rob');
    const before = simulator.requests.length;
    const asked = await owner.press(result, 'Reroll');
    for (let time = 0; time < 4; time++) owner.redeliver(asked);
    const twice = await flow.ended(owner.press(result, 'Reroll'));
    expect(readOf(twice)).toBe('You pressed this a moment ago; it is on its way already.');
    expect(isResult(await flow.ended(asked))).toBe(true);
    expect(simulator.requests.length).toBe(before + 1);
    expect(await flow.balance(owner)).toEqual(left(36));
    const answers = discord
      .messagesSeenBy(owner, discord.channel)
      .filter(({ interactionId }) => interactionId === asked.interaction.id);
    expect(answers).toHaveLength(1);
  });

  it('are pressed as Discord describes its API', async () => {
    await flow.discord.expectConform();
  });
});
