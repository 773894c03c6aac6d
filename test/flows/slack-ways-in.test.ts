import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { pngOf } from '../fixtures/pictures.ts';
import {
  expectWhole,
  fieldsOf,
  isResult,
  openSlackFlow,
  picturesOf,
  readOf,
  type SlackFlow,
} from './open-slack-flow.ts';
import { bareLength, changes } from './pixels.ts';

const left = (available: number) => ({ available, held: 0 });
const photo = async (name = 'photo.png', color = '#336699') => ({
  name,
  bytes: await pngOf({ width: 120, height: 80, color, noise: true }),
});

describe('commands and forms on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it('take options as they are typed on a phone, also where they are none', async () => {
    const { slack, simulator } = flow;
    const ada = slack.person('Ada');
    const typed = '“a fox” —ar=3:2 -q low --sparkling yes';
    const result = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', typed));
    expect(readOf(result)).toContain('Ada\n“a fox” --sparkling yes\n');
    expect(readOf(result)).toContain('Quality low');
    expect(readOf(result)).toContain('Cost 1 credit · Left 39 of 40');
    const [picture] = picturesOf(result);
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(3 / 2, 1);
    expect(JSON.stringify(simulator.requests.at(-1))).toContain('“a fox” --sparkling yes');
    expect(await flow.balance(ada)).toEqual(left(39));
  });

  it('open a form where a command says nothing, and make what it asks for where it was opened', async () => {
    const { slack } = flow;
    const ben = slack.person('Ben');
    const form = await flow.opened(ben, () => ben.command(slack.channel, '/imagine'));
    expect([form.title, form.submit]).toEqual(['Imagine', 'Imagine']);
    expect(fieldsOf(form)).toEqual(
      expect.arrayContaining(['prompt', 'image', 'model', 'aspect', 'n', 'quality', 'private']),
    );
    expect(fieldsOf(form)).not.toContain('easel:place');
    expect(flow.seenBy(ben).length).toBe(flow.seenBy(slack.person('Bystander')).length);
    const result = await flow.sent(ben, { prompt: 'a lighthouse', aspect: '16:9' });
    expect(ben.view()).toBeNull();
    expect(isResult(result)).toBe(true);
    expect([result.channelId, result.threadTs]).toEqual([slack.channel.id, null]);
    expect(readOf(result)).toContain('Ben\na lighthouse\n');
    expect(await flow.balance(ben)).toEqual(left(38));
  });

  it('take pictures in a form, and leave all but the named part of the first as it was', async () => {
    const { slack, simulator } = flow;
    const cleo = slack.person('Cleo');
    const [first, second] = [await photo('cup.png'), await photo('lamp.png', '#aa3333')];
    const form = await flow.opened(cleo, () => cleo.command(slack.channel, '/edit'));
    expect(form.fields.find(({ blockId }) => blockId === 'image')?.type).toBe('file_input');
    const result = await flow.sent(cleo, { prompt: 'no cup', image: [first, second], region: 'left' });
    expect(readOf(result)).toContain('2 references were used');
    expect(readOf(result)).toContain('Mode inpaint (a mask says which part to change)');
    expect(readOf(result)).toContain('Outside the mask 0 pixels changed');
    expect(result.images.map(({ alt }) => alt)).toEqual(['no cup', 'The 2 pictures this was made from']);
    expectWhole(result);
    const changed = await changes(first.bytes, picturesOf(result)[0]?.bytes ?? new Uint8Array(), (x) => x < 60);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(0);
    expect(simulator.requests.at(-1)?.files.map(({ field }) => field)).toEqual(['mask', 'image[]', 'image[]']);
    expect(await flow.balance(cleo)).toEqual(left(36));
  });

  it('say what would be done and paid, only to who asked, and spend nothing', async () => {
    const { slack, simulator } = flow;
    const dan = slack.person('Dan');
    const dora = slack.person('Dora');
    const before = [simulator.requests.length, flow.seenBy(dora).length];
    const said = await flow.ended(dan, () => dan.command(slack.channel, '/imagine', 'a {red,blue} fox --dry-run'));
    expect(said.ephemeral).toBe(true);
    expect(readOf(said)).toContain('Mode generate, because no picture was given');
    expect(readOf(said)).toContain('Cost 4 credits of 40');
    expect([simulator.requests.length, flow.seenBy(dora).length]).toEqual(before);
    expect(await flow.balance(dan)).toEqual(left(40));
  });

  it('are told what is wrong with them, for nothing', async () => {
    const { slack } = flow;
    const eva = slack.person('Eva');
    const wrong = await flow.ended(eva, () => eva.command(slack.channel, '/imagine', 'a fox --model nope'));
    expect(readOf(wrong)).toContain('There is no model nope. Did you mean openai/');
    expect(readOf(wrong)).toContain('Nothing was charged.');
    await flow.opened(eva, () => eva.command(slack.channel, '/edit'));
    const without = await flow.sent(eva, { prompt: 'no cup' });
    expect(readOf(without)).toContain('Nothing was charged.');
    expect(isResult(without)).toBe(false);
    expect(await flow.balance(eva)).toEqual(left(40));
  });

  it('say it as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});

describe('shortcuts on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ transport: 'socket' });
  });
  afterAll(async () => {
    await flow.close();
  });

  it("edit another person's picture below it, keep all else exactly, and charge who picked it", async () => {
    const { slack, simulator } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    const { bytes } = await photo();
    const message = await ada.say(slack.channel, 'my desk', { files: [{ name: 'desk.png', bytes }] });
    const form = await flow.opened(ben, () => ben.editThis(message));
    expect(form.title).toBe('Edit this picture');
    expect(fieldsOf(form).slice(0, 5)).toEqual(['prompt', 'image', 'region', 'exact', 'mask']);
    const extra = [await photo('lamp.png', '#cc2222'), await photo('cat.png', '#22cc22')];
    const result = await flow.sent(ben, { prompt: 'a lamp', image: extra, region: 'left' });
    expect(result.threadTs).toBe(message.ts);
    expect(readOf(result)).toContain('3 references were used');
    expect(readOf(result)).toContain('Outside the mask 0 pixels changed');
    const changed = await changes(bytes, picturesOf(result)[0]?.bytes ?? new Uint8Array(), (x) => x < 60);
    expect(changed.outside).toBe(0);
    expect(changed.inside).toBeGreaterThan(0);
    expect(simulator.requests.at(-1)?.files).toHaveLength(4);
    expect(await flow.balance(ben)).toEqual(left(36));
    expect(await flow.balance(ada)).toEqual(left(40));
  });

  it("take one or all of the pictures of Easel's own results", async () => {
    const { slack, simulator } = flow;
    const cleo = slack.person('Cleo');
    const own = await flow.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a fox --n 2'));
    const form = await flow.opened(cleo, () => cleo.editThis(own));
    expect(form.fields.find(({ blockId }) => blockId === 'picture')?.options).toEqual(['1', '2', 'all']);
    const second = await flow.sent(cleo, { picture: '2', prompt: 'in the rain' });
    expect(readOf(second)).toContain('1 reference was used');
    expect(second.threadTs).toBe(own.ts);
    const [made] = picturesOf(own).slice(1);
    expect(simulator.requests.at(-1)?.files.map(({ bytes }) => bytes)).toEqual([await bareLength(made?.bytes)]);
    await flow.opened(cleo, () => cleo.editThis(own));
    const both = await flow.sent(cleo, { picture: 'all', prompt: 'both in one' });
    expect(readOf(both)).toContain('2 references were used');
  });

  it('find the pictures of a message that was passed on', async () => {
    const { slack } = flow;
    const dan = slack.person('Dan');
    const elsewhere = slack.addChannel({ name: 'photos' });
    const original = await dan.say(elsewhere, 'look', { files: [await photo('sea.png')] });
    const passedOn = await dan.say(slack.channel, '', { forward: original });
    await flow.opened(dan, () => dan.editThis(passedOn));
    const result = await flow.sent(dan, { prompt: 'with a boat' });
    expect(isResult(result)).toBe(true);
    expect(readOf(result)).toContain('Mode edit (one picture was given)');
  });

  it('say what to do where the message has no picture, only to who asked', async () => {
    const { slack } = flow;
    const eva = slack.person('Eva');
    const message = await eva.say(slack.channel, 'no picture here');
    const told = await flow.ended(eva, () => eva.editThis(message));
    expect(told.ephemeral).toBe(true);
    expect(readOf(told)).toBe(
      'This message has no picture that Easel can use. Pick one that shows a picture. Nothing was charged.',
    );
  });

  it('keep a picture although its message is gone when the form is sent', async () => {
    const { slack } = flow;
    const [fay, gus] = [slack.person('Fay'), slack.person('Gus')];
    const message = await fay.say(slack.channel, '', { files: [await photo('gone.png')] });
    const fetched = () => slack.traffic.filter(({ method, status }) => method === 'download' && status === 200).length;
    const before = fetched();
    await flow.opened(gus, () => gus.editThis(message));
    await slack.until(() => fetched() > before);
    fay.removes(message);
    message.fileIds.forEach((id) => void slack.deleteFile(id));
    // There is nothing left that an answer could stand below.
    const result = await flow.sent(gus, { prompt: 'in winter' });
    expect([isResult(result), result.channelId]).toEqual([true, gus.direct().id]);
  });

  it('from anywhere ask where the picture should go: to a channel, or else to the person alone', async () => {
    const { slack } = flow;
    const hal = slack.person('Hal');
    const form = await flow.opened(hal, () => hal.createImage());
    expect(fieldsOf(form)).toContain('easel:place');
    const shown = await flow.sent(hal, { prompt: 'a boat', 'easel:place': slack.channel });
    expect([isResult(shown), shown.channelId]).toEqual([true, slack.channel.id]);
    await flow.opened(hal, () => hal.createImage());
    const own = await flow.sent(hal, { prompt: 'a ship' });
    expect([isResult(own), own.channelId]).toEqual([true, hal.direct().id]);
    expect(await flow.balance(hal)).toEqual(left(36));
  });

  it('say how Easel comes into a channel that it is not in, for nothing', async () => {
    const { slack, simulator } = flow;
    const ida = slack.person('Ida');
    const closed = slack.addChannel({ name: 'closed', withBot: false });
    const before = simulator.requests.length;
    await flow.opened(ida, () => ida.createImage());
    const told = await flow.sent(ida, { prompt: 'a ship', 'easel:place': closed });
    expect(readOf(told)).toMatch(/^Easel is not in the channel .* \/invite @Easel.* Nothing was charged\.$/);
    expect(told.channelId).toBe(ida.direct().id);
    expect(simulator.requests.length).toBe(before);
    expect(await flow.balance(ida)).toEqual(left(40));
  });

  it('say it as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
