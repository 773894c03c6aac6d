import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import { CAMERA_NAME, jpegOf, pngOf, svgBytes, truncated } from '../fixtures/pictures.ts';
import { ALLOWANCE, type FaultySlack, filesOf, openFaultySlack } from './slack-fault-kit.ts';

const EDIT_COST = 4;
const LOGIN = new TextEncoder().encode('<!DOCTYPE html><html><title>Sign in</title></html>'.repeat(50));

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const fox = async () => ({ name: 'fox.png', bytes: await pngOf({ width: 64, height: 64 }) });

/** What is said in the thread of a mention about a picture that cannot be used. */
async function refused(person: Person, file: { name: string; bytes: Uint8Array }, ends: RegExp): Promise<string> {
  const { slack, simulator } = flow;
  const taken = simulator.taken;
  const said = await person.say(slack.channel, '@Easel in winter', { files: [file] });
  const { words } = await flow.told(person, /Nothing was charged/, said);
  expect(words).toMatch(ends);
  await flow.expectQuiet(person, ALLOWANCE);
  expect(simulator.taken).toBe(taken);
  return words;
}

describe('a picture that cannot be used', () => {
  it.each<[string, string, () => Promise<Uint8Array>, RegExp]>([
    ['cut short', 'fox.png', async () => truncated(await pngOf({ width: 300, height: 300, noise: true })), /cut short/],
    ['an SVG', 'fox.svg', async () => svgBytes(), /svg/],
    ['a page of HTML', 'fox.jpg', async () => LOGIN, /not a picture|could not be fetched/],
  ])('because it is %s is named, and costs nothing', async (_what, name, bytes, says) => {
    await refused(flow.slack.person('Ada'), { name, bytes: await bytes() }, says);
  });

  it('because Slack shows a page to log in instead of it says which right is missing', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    // files.info may still be answered; the bytes are not given.
    const held = slack.hold({ method: 'download' });
    const asked = refused(ada, await fox(), /files:read/);
    await held.arrived;
    slack.withdraw('files:read');
    held.release();
    await asked;
    slack.grant('files:read');
    expect(flow.simulator.requests.some(({ body }) => JSON.stringify(body ?? '').includes('Sign in'))).toBe(false);
  });

  it('because the workspace never granted to read files says the same', async () => {
    const { slack } = flow;
    slack.withdraw('files:read');
    await refused(slack.person('Ada'), await fox(), /files:read/);
    slack.grant('files:read');
  });

  it('because it was deleted before it was fetched says so', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const held = slack.hold({ method: 'files.info' });
    const asked = refused(ada, await fox(), /was deleted/);
    await held.arrived;
    const theirs = [...slack.world.files.values()].filter(({ userId }) => userId === ada.id);
    for (const { id } of theirs) slack.deleteFile(id);
    held.release();
    await asked;
  });

  it('because it was deleted between the question for it and the download says so', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const held = slack.hold({ method: 'download' });
    const asked = refused(ada, await fox(), /was deleted/);
    await held.arrived;
    for (const file of slack.world.files.values()) if (file.userId === ada.id) slack.deleteFile(file.id);
    held.release();
    await asked;
  });
});

describe('a picture that comes in an unusual way', () => {
  it('of somebody from another workspace, of which Slack tells only its id, is used', async () => {
    const { slack } = flow;
    const channel = slack.addChannel();
    const eve = slack.person('Eve', { stranger: true });
    eve.joins(channel);
    const said = await eve.say(channel, '@Easel in winter', { files: [await fox()] });
    await flow.result(eve, said);
    await flow.expectQuiet(eve, ALLOWANCE - EDIT_COST);
  });

  it('is fetched once more where the connection broke', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    slack.fail({ method: 'download', how: 'drop' });
    slack.fail({ method: 'files.info', status: 502 });
    const said = await ada.say(slack.channel, '@Easel in winter', { files: [await fox()] });
    await flow.result(ada, said);
    await flow.expectQuiet(ada, ALLOWANCE - EDIT_COST);
  });

  it('tells nobody where it was taken', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const bytes = await jpegOf({ width: 96, height: 64, exifOrientation: 6, gps: true });
    const said = await ada.say(slack.channel, '@Easel in winter', { files: [{ name: 'a.jpg', bytes }] });
    await flow.result(ada, said);
    for (const file of filesOf(slack)) expect(Buffer.from(file.bytes).includes(CAMERA_NAME)).toBe(false);
  });
});

describe('an upload of a result', () => {
  afterEach(() => {
    flow.slack.uploads.readyAfterMs = 20;
    flow.slack.grant('files:read', 'files:write');
    flow.clock.hurry(1);
  });

  it('that is ready late shows no broken picture meanwhile', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.uploads.readyAfterMs = 1500;
    await ada.command(channel, '/imagine', 'a red fox');
    const broken = () => ada.sees(channel).some(({ images }) => images.some((image) => image.broken));
    await slack.until(() => {
      expect(broken()).toBe(false);
      return ada.sees(channel).some(({ images }) => images.length > 0);
    }, 15_000);
    await flow.result(ada, channel);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });

  it('that is never ready keeps nobody from what was made: it follows by itself, and nothing is broken', async () => {
    const { slack, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.uploads.readyAfterMs = Number.POSITIVE_INFINITY;
    clock.hurry(20);
    await ada.command(channel, '/imagine', 'a red fox');
    const shown = await flow.told(ada, /follows|later|as a file/i, channel);
    expect(shown.buttons.map(({ label }) => label)).toContain('Reroll');
    await flow.expectQuiet(ada, ALLOWANCE - 2);
    expect(ada.sees(channel).some(({ images }) => images.some((image) => image.broken))).toBe(false);
  });

  it('is shown without delay where Easel may not ask whether it is ready', async () => {
    const { slack, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.withdraw('files:read');
    const began = clock.now();
    await ada.command(channel, '/imagine', 'a red fox');
    await flow.result(ada, channel);
    expect(clock.now() - began).toBeLessThan(10_000);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });

  it('that the workspace does not allow is told with the words; what was made stays in the history', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    slack.fail({ method: 'files.getUploadURLExternal', error: 'storage_limit_reached', times: 3 });
    await ada.command(channel, '/imagine', 'a red fox');
    const shown = await flow.told(ada, /a red fox[\s\S]*Cost/, channel);
    expect(shown.words).toMatch(/history|no files|does not take/i);
    await flow.expectQuiet(ada, ALLOWANCE - 2);
  });
});
