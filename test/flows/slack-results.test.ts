import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAiAt } from './open-flow.ts';
import {
  expectWhole,
  fieldsOf,
  isResult,
  labelsOf,
  openSlackFlow,
  picturesOf,
  readOf,
  type SlackFlow,
} from './open-slack-flow.ts';
import { bareLength } from './pixels.ts';

const left = (available: number) => ({ available, held: 0 });
const same = (one: Uint8Array | undefined, other: Uint8Array | undefined): boolean =>
  Buffer.from(one ?? []).equals(Buffer.from(other ?? [1]));

describe('the buttons of a result on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({
      env: (url) => ({ ...openAiAt(url), REPLICATE_API_TOKEN: 'test-key', REPLICATE_BASE_URL: `${url}/replicate/v1` }),
      change: (config) => ({ ...config, credits: { ...config.credits, allowance: 200 } }),
    });
  });
  afterAll(async () => {
    await flow.close();
  });

  const MODEL = 'openai/gpt-image-2.6-flare';

  /** Somebody's result in the channel. */
  async function made(name: string, options = '') {
    const { slack } = flow;
    const owner = slack.person(name);
    const asked = () => owner.command(slack.channel, '/imagine', `a fox --model ${MODEL} ${options}`);
    return { owner, result: await flow.ended(owner, asked) };
  }

  it('stand in rows as wide as a phone, from what is done with one picture to what is done with all', async () => {
    const { result } = await made('Ada', '--n 4');
    const rows = Map.groupBy(result.buttons, ({ blockId }) => blockId);
    expect([...rows.values()].map((row) => row.map(({ label }) => label))).toEqual([
      ['U1', 'U2', 'U3', 'U4'],
      ['V1', 'V2', 'V3', 'V4'],
      ['Reroll', 'Edit', 'Reference'],
      ['Thread', 'Download', 'Delete'],
    ]);
    expect(result.buttons.filter(({ confirms }) => confirms).map(({ label }) => label)).toEqual(['Delete']);
    expect(picturesOf(result).map(({ alt }) => alt)).toEqual([1, 2, 3, 4].map((n) => `Picture ${n} of 4: a fox`));
    expectWhole(result);
    expect(readOf(result)).toContain('Cost 8 credits · Left 192 of 200');
    expect(readOf(result)).toContain(MODEL);
    expect(readOf(result)).toContain('Mode generate (no picture was given)');
  });

  it('enlarge the picture they name', async () => {
    const { result } = await made('Ben', '--n 2');
    const cleo = flow.slack.person('Cleo');
    const large = await flow.ended(cleo, () => cleo.press(result, 'U2'));
    expect(readOf(large)).toContain('Mode upscale (asked for)');
    expect(picturesOf(large)[0]?.width).toBeGreaterThan(picturesOf(result)[1]?.width ?? Number.POSITIVE_INFINITY);
    expectWhole(large);
    expect((await flow.jobs(cleo))[0]?.parent?.by).toBe('upscale');
    expect((await flow.balance(cleo)).available).toBeLessThan(200);
  });

  it('vary the picture they name and make all anew, for whoever presses: they pay and own it', async () => {
    const { owner, result } = await made('Dan', '--n 2');
    const eva = flow.slack.person('Eva');
    const varied = await flow.ended(eva, () => eva.press(result, 'V2'));
    expect(readOf(varied)).toMatch(/^Eva\n/);
    expect(varied.ts).not.toBe(result.ts);
    const [source] = await flow.jobs(owner);
    expect((await flow.jobs(eva))[0]?.parent).toEqual({ jobId: source?.id, by: 'vary' });
    const again = await flow.ended(eva, () => eva.press(result, 'Reroll'));
    expect(picturesOf(again)).toHaveLength(2);
    expectWhole(again);
    expect(await flow.balance(owner)).toEqual(left(196));
    expect((await flow.balance(eva)).available).toBeLessThan(196);
    expect(owner.sees(flow.slack.channel).map(({ ts }) => ts)).toEqual(
      expect.arrayContaining([result.ts, varied.ts, again.ts]),
    );
  });

  it('open a form to change one of the pictures, and one to make something else of it', async () => {
    const { result } = await made('Fay', '--n 2');
    const gus = flow.slack.person('Gus');
    const form = await flow.opened(gus, () => gus.press(result, 'Edit'));
    expect([form.title, fieldsOf(form).slice(0, 2)]).toEqual(['Edit this picture', ['picture', 'prompt']]);
    const edited = await flow.sent(gus, { picture: '2', prompt: 'with a hat', model: MODEL });
    expect(readOf(edited)).toContain('Gus\nwith a hat\n1 reference was used');
    expect(flow.simulator.requests.at(-1)?.files.map(({ bytes }) => bytes)).toEqual([
      await bareLength(picturesOf(result)[1]?.bytes),
    ]);
    const other = await flow.opened(gus, () => gus.press(result, 'Reference'));
    expect(other.title).toBe('Use as reference');
    const stamp = await flow.sent(gus, { prompt: 'on a stamp', aspect: '16:9' });
    const [picture] = picturesOf(stamp);
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(16 / 9, 1);
    expectWhole(stamp);
  });

  it('lead to the thread of the result, for nothing and told only to who pressed', async () => {
    const { owner, result } = await made('Hal');
    const told = await flow.ended(owner, () => owner.press(result, 'Thread'));
    expect(told.ephemeral).toBe(true);
    expect(readOf(told)).toBe(
      'Go on in the thread. Mention me there and say what should change: it is done to the newest picture.',
    );
    expect(JSON.stringify(told.blocks)).toContain(`/archives/${result.channelId}/p${result.ts.replace('.', '')}`);
    expect(await flow.balance(owner)).toEqual(left(198));
  });

  it('give the pictures as they were made, only to who presses, for nothing', async () => {
    const { owner, result } = await made('Ida', '--n 2');
    const jo = flow.slack.person('Jo');
    const got = await flow.ended(jo, () => jo.press(result, 'Download'));
    expect(got.channelId).toBe(jo.direct().id);
    const [job] = await flow.jobs(owner);
    const kept = await Promise.all((job?.result?.pictures ?? []).map(({ key }) => flow.easel.blobs.get(key)));
    expect(kept).toHaveLength(2);
    expect(got.images.map(({ bytes }, index) => same(bytes, kept[index]))).toEqual([true, true]);
    expectWhole(got);
    expect(await flow.balance(jo)).toEqual(left(200));
  });

  it('delete it with its files for its owner, and tell everybody else so privately', async () => {
    const { slack } = flow;
    const { owner, result } = await made('Kim', '--n 2');
    const mallory = slack.person('Mallory');
    const refused = await flow.ended(mallory, () => mallory.press(result, 'Delete'));
    expect([refused.ephemeral, readOf(refused)]).toEqual([
      true,
      "You may not delete somebody else's result. Nothing was charged.",
    ]);
    expect(slack.message(result).deleted).toBe(false);
    const told = await flow.ended(owner, () => owner.press(result, 'Delete'));
    expect([told.ephemeral, readOf(told)]).toEqual([true, 'Deleted.']);
    expect(slack.message(result).deleted).toBe(true);
    expect(result.images.map(({ fileId }) => slack.world.files.get(fileId ?? '')?.deleted)).toEqual([true, true]);
  });

  it("delete anybody's result for a moderator", async () => {
    const { slack } = flow;
    const { owner, result } = await made('Leo');
    const [job] = await flow.jobs(owner);
    const key = job?.result?.pictures[0]?.key ?? '';
    expect(await flow.easel.blobs.get(key)).toBeDefined();
    const admin = slack.person('Mo', { admin: true });
    const told = await flow.ended(admin, () => admin.press(result, 'Delete'));
    expect([told.ephemeral, readOf(told)]).toEqual([true, 'Deleted.']);
    expect(slack.message(result).deleted).toBe(true);
    expect(await flow.easel.blobs.get(key)).toBeUndefined();
  });

  it('do what they say for four people who press at once, and once for each', async () => {
    const { simulator, slack } = flow;
    const { result } = await made('Mia');
    const before = simulator.requests.length;
    const people = ['Nia', 'Oda', 'Pia', 'Quin'].map((name) => slack.person(name));
    const results = await Promise.all(
      people.map((person) =>
        flow.ended(
          person,
          () => person.press(result, 'Reroll'),
          (message) => readOf(message).startsWith(person.user.displayName),
        ),
      ),
    );
    expect(results.map(isResult)).toEqual([true, true, true, true]);
    expect(simulator.requests.length).toBe(before + 4);
    for (const person of people) expect(await flow.balance(person)).toEqual(left(198));
  });

  it('do it once where the same press arrives five times, and where a thumb presses twice', async () => {
    const { simulator } = flow;
    const { owner, result } = await made('Rob');
    const before = simulator.requests.length;
    const asked = await owner.press(result, 'Reroll');
    await Promise.all([1, 2, 3, 4].map(() => owner.again(asked)));
    const twice = await flow.ended(
      owner,
      () => owner.press(result, 'Reroll'),
      ({ ephemeral }) => ephemeral,
    );
    expect(readOf(twice)).toBe('You pressed this a moment ago; it is on its way already.');
    await flow.shown(
      owner,
      (message) => isResult(message) && message.ts > result.ts && readOf(message).startsWith('Rob'),
    );
    expect(simulator.requests.length).toBe(before + 1);
    expect(await flow.balance(owner)).toEqual(left(196));
    expect(flow.seenBy(owner).filter((message) => readOf(message).startsWith('Rob\n'))).toHaveLength(2);
  });

  it('cancel what runs, for its owner and not for others', async () => {
    const { slack, simulator } = flow;
    simulator.fail({ kind: 'hang_before_headers' });
    const [sue, ted] = [slack.person('Sue'), slack.person('Ted')];
    await sue.command(slack.channel, '/imagine', `a slow fox --model ${MODEL}`);
    const running = await slack.until(() =>
      flow.seenBy(sue).find((message) => labelsOf(message).includes('Cancel') && readOf(message).includes('slow fox')),
    );
    const refused = await flow.ended(ted, () => ted.press(running, 'Cancel'));
    expect([refused.ephemeral, readOf(refused)]).toEqual([
      true,
      "You may not cancel somebody else's request. Nothing was charged.",
    ]);
    const told = await flow.ended(
      sue,
      () => sue.press(running, 'Cancel'),
      ({ ephemeral }) => ephemeral,
    );
    expect(readOf(told)).toBe('Canceled. Nothing was charged.');
    const end = await flow.shown(sue, (message) => readOf(message).includes('This was canceled.'));
    expect([end.ts, labelsOf(end)]).toEqual([running.ts, ['Reroll']]);
    expect(await flow.balance(sue)).toEqual(left(200));
  });

  it('are pressed as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
