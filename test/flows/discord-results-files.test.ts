import { afterEach, describe, expect, it } from 'vitest';
import { fileRoutes } from '#src/http/file-routes.ts';
import { markedAsAi } from '#src/images/ai-marker.ts';
import type { Person } from '../fakes/discord/people/person.ts';
import type { SeenMessage } from '../fakes/discord/people/view.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type DiscordFlow, isResult, openDiscordFlow, readOf } from './open-discord-flow.ts';
import { openAiAt } from './open-flow.ts';

const MIB = 1024 * 1024;
const galleryOf = ({ files }: SeenMessage) => files.filter((file) => file.in === 'gallery');
const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  Buffer.from(one ?? []).equals(Buffer.from(other ?? [1]));

/** Pictures that nothing makes smaller, of about so many bytes, marked by their provider. */
async function noise(megabytes: number): Promise<Uint8Array> {
  const edge = Math.ceil(Math.sqrt((megabytes * MIB) / 3));
  const bytes = await pngOf({ width: edge, height: edge, noise: true });
  return markedAsAi({ bytes, type: 'image/png' }, 'made').bytes;
}

describe('the files of a result on Discord', () => {
  let flow: DiscordFlow;
  afterEach(() => flow.close());

  /** Asks for pictures, and the provider makes these. */
  async function made(person: Person, bytes: Uint8Array, count: number): Promise<SeenMessage> {
    const data = Array(count).fill({ b64_json: Buffer.from(bytes).toString('base64') });
    flow.simulator.fail({ kind: 'status', status: 200, body: { created: 1, data } });
    return flow.ended(person.command(flow.discord.channel, 'imagine', { prompt: 'noise', n: count }), isResult);
  }

  const allOf = (person: Person, count: number) =>
    flow.discord.until(() => {
      const messages = person.sees(flow.discord.channel).filter(({ ours }) => ours);
      return messages.flatMap(galleryOf).length === count && messages;
    });

  it('are all there where four of 8 MB are more than one message takes, also as originals', async () => {
    flow = await openDiscordFlow();
    const ada = flow.discord.person('Ada');
    const bytes = await noise(8);
    expect(bytes.byteLength).toBeGreaterThan(7.9 * MIB);
    const first = await made(ada, bytes, 4);
    const messages = await allOf(ada, 4);
    expect(messages.map((message) => galleryOf(message).map(({ alt }) => alt))).toEqual([
      [1, 2, 3].map((n) => `Picture ${n} of 4: noise`),
      ['Picture 4 of 4: noise'],
    ]);
    for (const file of messages.flatMap(galleryOf)) expect(same(file.bytes, bytes)).toBe(true);
    expect(readOf(messages[1] ?? first)).toContain('Picture 4 of 4 · **Ada**');
    // What is said in the further message is about the same result, from a moment after Discord has it.
    const noted = `message:${messages[1]?.id}`;
    await expect.poll(() => flow.easel.documents('discord-messages').get(noted)).toBeDefined();
    const again = await flow.answered(
      ada,
      await ada.say(flow.discord.channel, `<@${flow.discord.botId}> #4 at night`, { replyTo: messages[1] ?? first }),
    );
    expect(isResult(again)).toBe(true);
    expect(readOf(again)).toContain('> at night');
    const got = await flow.ended(ada.press(first, 'Download'));
    const files = await flow.discord.until(() => {
      const own = ada.sees(flow.discord.channel).filter(({ ephemeral }) => ephemeral);
      const originals = own.flatMap((message) => message.files);
      return originals.length === 4 && originals;
    });
    expect(got.ephemeral).toBe(true);
    for (const file of files) expect(same(file.bytes, bytes)).toBe(true);
    await flow.ended(ada.press(first, 'Delete'));
    for (const { id } of messages) expect(flow.discord.world.messages.get(id)?.deleted).toBe(true);
    await flow.discord.expectConform();
  });

  it('are shown smaller where one has over 10 MB, with an address that gives the original', async () => {
    flow = await openDiscordFlow({
      env: (url) => ({ ...openAiAt(url), PUBLIC_BASE_URL: 'https://easel.example' }),
    });
    const ben = flow.discord.person('Ben');
    const bytes = await noise(11);
    const shown = await made(ben, bytes, 1);
    expect(readOf(shown)).toMatch(/#1 was too large for Discord \(1[12] MB\): shown as (JPEG|WEBP)\./);
    const [picture] = galleryOf(shown);
    expect(picture?.bytes?.byteLength).toBeLessThanOrEqual(10 * MIB);
    const address = /\[The original\]\((https:\/\/easel\.example\/files\/\S+?)\)/.exec(readOf(shown))?.[1] ?? '';
    const response = await fileRoutes(flow.easel).request(address.slice('https://easel.example'.length));
    expect(response.status).toBe(200);
    expect(same(new Uint8Array(await response.arrayBuffer()), bytes)).toBe(true);
    const got = await flow.ended(ben.press(shown, 'Download'));
    expect(got.files).toEqual([]);
    expect(readOf(got)).toContain('#1 is too large for Discord. [The original](https://easel.example/files/');
    await flow.discord.expectConform();
  });

  it('are shown smaller where nothing can be linked, and it is said who can change that', async () => {
    flow = await openDiscordFlow();
    const cleo = flow.discord.person('Cleo');
    const shown = await made(cleo, await noise(11), 1);
    expect(galleryOf(shown)).toHaveLength(1);
    expect(readOf(shown)).toContain(
      'The originals are kept. Whoever runs Easel can let them be fetched here by setting `PUBLIC_BASE_URL`.',
    );
  });

  it('stay as they are for people whom Discord lets upload more', async () => {
    flow = await openDiscordFlow();
    const dan = flow.discord.person('Dan', { uploadLimit: 50 * MIB });
    const bytes = await noise(11);
    const shown = await made(dan, bytes, 1);
    expect(same(galleryOf(shown)[0]?.bytes, bytes)).toBe(true);
    expect(readOf(shown)).not.toContain('too large');
  });

  it('are ten in one message, with a form that asks which is meant', async () => {
    flow = await openDiscordFlow();
    const eva = flow.discord.person('Eva');
    const shown = await made(eva, await pngOf({ width: 64, height: 64, noise: true }), 10);
    expect(galleryOf(shown)).toHaveLength(10);
    expect(shown.buttons.map(({ label }) => label)).toEqual(
      expect.arrayContaining(['V1', 'V10', 'Reroll', 'Edit', 'Reference', 'Thread', 'Download', 'Delete']),
    );
    const form = await eva.press(shown, 'Edit');
    const edited = await flow.ended(eva.fill(form, { picture: '10', prompt: 'calm' }));
    expect(readOf(edited)).toContain('1 reference used');
    await flow.discord.expectConform();
  });
});
