import { afterEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../chat/slack/install/browser.ts';
import { startSlack } from '../fakes/slack/slack.ts';
import type { PlayedWorkspace } from '../fakes/slack/state.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { openAiAt } from './open-flow.ts';
import { expectWhole, isResult, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });
let flow: SlackFlow | undefined;
afterEach(async () => {
  await flow?.close();
  flow = undefined;
});

describe('workspaces that install Easel themselves', () => {
  /** Easel for whoever installs it, and nobody has yet. */
  async function openForAll() {
    const slack = await startSlack({ workspace: { installed: false } });
    const { clientId, clientSecret } = slack.app;
    const own = await openSlackFlow({
      slack,
      env: (url, base) => ({
        ...openAiAt(url),
        PUBLIC_BASE_URL: base,
        SLACK_CLIENT_ID: clientId,
        SLACK_CLIENT_SECRET: clientSecret,
        SLACK_STATE_SECRET: 'a-long-secret-for-the-state-of-this-test',
      }),
    });
    flow = own;
    return own;
  }

  /** As its owner does in a browser. */
  async function install({ slack, url }: SlackFlow, workspace: PlayedWorkspace): Promise<void> {
    const browser = openBrowser();
    const { location } = await browser.visit(`${url}/slack/install`);
    expect((await browser.visit(slack.approve(location ?? '', { workspace }))).status).toBe(200);
  }

  it('each have their own pictures, credits and moderators', async () => {
    const own = await openForAll();
    const { slack } = own;
    const other = slack.addWorkspace({ name: 'Other', installed: false });
    for (const workspace of [slack.workspace, other]) await install(own, workspace);
    const elsewhere = slack.addChannel({ workspace: other, name: 'art' });
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben', { workspace: other, admin: true })];
    const first = await own.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox'));
    const second = await own.ended(ben, () => ben.say(elsewhere, '@Easel a cat'));
    expect([isResult(first), isResult(second)]).toEqual([true, true]);
    expect([first.channelId, second.channelId]).toEqual([slack.channel.id, elsewhere.id]);
    expect(await own.balance(ada)).toEqual(left(38));
    expect(await own.balance(ben, other)).toEqual(left(38));
    expect(await own.balance(ben)).toEqual(left(40));
    const seen = await own.ended(ben, () => ben.command(elsewhere, '/credits', `<@${ada.id}>`));
    expect(readOf(seen)).not.toContain('38');
    await own.expectTidy();
    await slack.expectConform();
  });

  it('that take it out and put it in again have it as before, with what is left of their credits', async () => {
    const own = await openForAll();
    const { slack } = own;
    await install(own, slack.workspace);
    const cleo = slack.person('Cleo');
    expect(isResult(await own.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a fox')))).toBe(true);
    slack.uninstall();
    await slack.until(() => slack.deliveries.every(({ answers }) => answers.length > 0));
    await install(own, slack.workspace);
    expect(isResult(await own.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a cat')))).toBe(true);
    expect(await own.balance(cleo)).toEqual(left(36));
    await slack.expectConform();
  });
});

describe('people on Slack', () => {
  it('of the user group that the operator named moderate, as long as they are in it', async () => {
    const slack = await startSlack();
    slack.grant('usergroups:read');
    const [ada, ben, mo] = [slack.person('Ada'), slack.person('Ben'), slack.person('Mo')];
    const group = slack.addGroup('picture-keepers', [mo]);
    const own = await openSlackFlow({
      slack,
      change: ({ slack: known, ...config }) => ({
        ...config,
        ...(known && { slack: { ...known, moderatorGroup: 'picture-keepers' } }),
      }),
    });
    flow = own;
    const results = [
      await own.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox')),
      await own.ended(ada, () => ada.command(slack.channel, '/imagine', 'a cat')),
    ];
    const [first, second] = results;
    if (!first || !second) throw new Error('Two were made.');
    const refused = await own.ended(ben, () => ben.press(first, 'Delete'));
    expect(readOf(refused)).toContain('You may not delete');
    expect(readOf(await own.ended(mo, () => mo.press(first, 'Delete')))).toBe('Deleted.');
    slack.setGroup(group.id, []);
    await slack.until(() => slack.deliveries.every(({ answers }) => answers.length > 0));
    expect(readOf(await own.ended(mo, () => mo.press(second, 'Delete')))).toContain('You may not delete');
    expect([first, second].map((one) => slack.message(one).deleted)).toEqual([true, false]);
    await own.expectTidy();
    await slack.expectConform();
  });

  it('who are guests, or come from another workspace, ask like anybody, on their own account', async () => {
    const own = await openSlackFlow({ transport: 'socket' });
    flow = own;
    const { slack } = own;
    const [guest, stranger] = [slack.person('Gus', { guest: true }), slack.person('Stan', { stranger: true })];
    stranger.joins(slack.channel);
    const bytes = await pngOf({ width: 120, height: 80, color: '#336699', noise: true });
    const made = await own.ended(guest, () => guest.command(slack.channel, '/imagine', 'a fox'));
    const files = [{ name: 'desk.png', bytes }];
    const edited = await own.ended(stranger, () => stranger.say(slack.channel, '@Easel at night', { files }));
    expect([isResult(made), isResult(edited)]).toEqual([true, true]);
    expect(readOf(edited)).toContain('Mode edit (one picture was given)');
    expectWhole(edited);
    expect([await own.balance(guest), await own.balance(stranger)]).toEqual([left(38), left(36)]);
    await own.expectTidy();
    await slack.expectConform();
  });
});
