import { describe, expect, it, vi } from 'vitest';
import { scopesOf } from '#src/chat/slack/registration/scopes.ts';
import type { PlayedWorkspace } from '../../../fakes/slack/state.ts';
import { type Connected, openConnected } from '../open-connected.ts';
import { openBrowser } from './browser.ts';

const open = () => openConnected({ oauth: true, slack: { workspace: { installed: false } } });

/** Installs Easel in a workspace, from the first page to the last. */
async function install({ slack, url }: Connected, workspace: PlayedWorkspace, isEnterprise = false) {
  const browser = openBrowser();
  const { location } = await browser.visit(`${url}/slack/install`);
  return browser.visit(slack.approve(location ?? '', { workspace, isEnterprise }));
}

const waited = (isSo: () => boolean) => vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 5000, interval: 2 });

const workspaces = ({ platform }: Connected): number => {
  const state = platform.connection();
  return state.kind === 'connected' && state.whom.kind === 'many' ? state.whom.workspaces : -1;
};

describe('the installation in a browser', () => {
  it('asks Slack for what Easel uses, and says that it is done', async () => {
    const connected = await open();
    const { slack, url } = connected;
    expect(workspaces(connected)).toBe(0);
    const browser = openBrowser();
    const first = await browser.visit(`${url}/slack/install`);
    expect(first.status).toBe(302);
    const asked = new URL(first.location ?? '');
    expect(asked.pathname).toBe('/oauth/v2/authorize');
    expect(asked.searchParams.get('scope')?.split(',')).toEqual(scopesOf({}));
    expect(asked.searchParams.get('redirect_uri')).toBe(`${url}/slack/oauth_redirect`);
    const last = await browser.visit(slack.approve(asked.href, { workspace: slack.workspace }));
    expect(last.status).toBe(200);
    expect(last.text).toContain(`It is in ${slack.workspace.name} now.`);
    expect(last.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(workspaces(connected)).toBe(1);
  });

  it('is refused to another browser, and a second time to the same', async () => {
    const connected = await open();
    const { slack, url } = connected;
    const [mine, theirs] = [openBrowser(), openBrowser()];
    const { location } = await mine.visit(`${url}/slack/install`);
    const back = slack.approve(location ?? '', { workspace: slack.workspace });
    const cookie = [...mine.cookies];
    expect(await theirs.visit(back)).toMatchObject({ status: 400, text: expect.stringContaining('another browser') });
    expect(workspaces(connected)).toBe(0);
    expect((await mine.visit(back)).status).toBe(200);
    // The cookie is gone; even whoever kept it cannot use the state again.
    for (const [name, value] of cookie) mine.cookies.set(name, value);
    const again = slack.approve(location ?? '', { workspace: slack.addWorkspace({ installed: false }) });
    expect(await mine.visit(again)).toMatchObject({ status: 400 });
    expect(workspaces(connected)).toBe(1);
  });

  it('may be cancelled, be old, fail at Slack, or be made up', async () => {
    const connected = await open();
    const { slack, url, clock } = connected;
    const browser = openBrowser();
    const begin = async () => (await browser.visit(`${url}/slack/install`)).location ?? '';
    expect(await browser.visit(slack.deny(await begin()))).toMatchObject({
      status: 400,
      text: expect.stringContaining('cancelled'),
    });
    const old = slack.approve(await begin(), { workspace: slack.workspace });
    await clock.advance(11 * 60_000);
    expect((await browser.visit(old)).status).toBe(400);
    const unlucky = slack.approve(await begin(), { workspace: slack.workspace });
    slack.fail({ method: 'oauth.v2.access' });
    expect(await browser.visit(unlucky)).toMatchObject({ status: 502, text: expect.stringContaining('Begin again') });
    expect((await browser.visit(`${url}/slack/oauth_redirect?code=x&state=y`)).status).toBe(400);
    expect((await browser.visit(`${url}/slack/oauth_redirect`)).status).toBe(400);
    expect(workspaces(connected)).toBe(0);
  });
});

describe('workspaces that installed Easel', () => {
  it('have each its own token, tenant and people', async () => {
    const connected = await open();
    const { slack, came } = connected;
    const other = slack.addWorkspace({ name: 'Other', installed: false });
    await install(connected, slack.workspace);
    await install(connected, other);
    expect(workspaces(connected)).toBe(2);
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob', { workspace: other })];
    await ada.command(slack.channel, '/imagine', 'a fox');
    await bob.command(slack.addChannel({ workspace: other }), '/imagine', 'a cat');
    const requests = await came(2);
    expect(requests.map(({ place, actor }) => [place.tenantId, actor.displayName])).toEqual([
      [`slack:${slack.workspace.id}`, 'Ada'],
      [`slack:${other.id}`, 'Bob'],
    ]);
  });

  it('of one organisation share a token where all of it installed Easel, and nothing else', async () => {
    const connected = await openConnected({
      oauth: true,
      slack: { workspace: { enterprise: 'Corp', installed: false } },
    });
    const { slack, came } = connected;
    const second = slack.addWorkspace({ enterprise: 'Corp', installed: false });
    expect((await install(connected, slack.workspace, true)).text).toContain('Corp');
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob', { workspace: second })];
    await ada.command(slack.channel, '/imagine', 'a fox');
    await bob.say(slack.addChannel({ workspace: second }), '@Easel a cat');
    const requests = await came(2);
    expect(requests.map(({ place }) => place.tenantId)).toEqual([`slack:${slack.workspace.id}`, `slack:${second.id}`]);
  });

  it('are not mixed up by a guest from another one', async () => {
    const connected = await open();
    const { slack, came } = connected;
    await install(connected, slack.workspace);
    const eve = slack.person('Eve', { stranger: true });
    eve.joins(slack.channel);
    await eve.say(slack.channel, '@Easel a fox');
    const [request] = await came(1);
    expect(request?.place.tenantId).toBe(`slack:${slack.workspace.id}`);
  });

  it('are not mixed up by a guest whose whole organisation installed Easel', async () => {
    const connected = await open();
    const { slack, came } = connected;
    const theirs = slack.addWorkspace({ enterprise: 'Corp', installed: false });
    await install(connected, slack.workspace);
    await install(connected, theirs, true);
    const ada = slack.person('Ada');
    await ada.say(slack.channel, '@Easel a fox');
    await came(1);
    const [heard] = slack.deliveries.filter(({ body }) => body.event);
    const guest = { team_id: theirs.id, enterprise_id: theirs.enterprise?.id, event_id: 'Ev0GUEST' };
    const event = {
      ...Object(heard?.body.event),
      ts: '1767225700.000100',
      text: `<@${slack.workspace.botUserId}> a cat`,
    };
    slack.world.deliver({ kind: 'event', body: { ...heard?.body, ...guest, event } });
    const [, request] = await came(2);
    expect(request).toMatchObject({
      place: { tenantId: `slack:${slack.workspace.id}` },
      actor: { displayName: 'Ada' },
    });
  });

  it('are forgotten when Easel is removed, and known again after the next installation', async () => {
    const connected = await open();
    const { slack, came, log } = connected;
    const other = slack.addWorkspace({ name: 'Other', installed: false });
    await install(connected, slack.workspace);
    await install(connected, other);
    const ada = slack.person('Ada');
    await connected.clock.advance(60_000);
    slack.uninstall();
    await waited(() => workspaces(connected) === 1);
    const [first] = slack.deliveries;
    expect(first?.body.event).toMatchObject({ type: 'tokens_revoked' });
    await slack.until(() => slack.deliveries.every(({ answers }) => answers.length > 0));
    await connected.clock.advance(60_000);
    await install(connected, slack.workspace);
    // Slack may tell late, and twice.
    if (first) await slack.redeliver(first);
    await ada.command(slack.channel, '/imagine', 'a fox');
    await came(1);
    expect(workspaces(connected)).toBe(2);
    expect(JSON.stringify(log.lines)).not.toMatch(/xoxb|played-client-secret/);
  });

  it('are known to the next process', async () => {
    const connected = await open();
    await install(connected, connected.slack.workspace);
    const next = await connected.again();
    expect(workspaces(next)).toBe(1);
    await connected.slack.person('Ada').command(connected.slack.channel, '/imagine', 'a fox');
    await next.came(1);
  });

  it('are nobody while nobody installed it, and what comes is answered and dropped', async () => {
    const { slack, requests, log } = await openConnected({ oauth: true });
    expect(await slack.person('Ada').command(slack.channel, '/imagine', 'a fox')).toMatchObject({ failed: false });
    await waited(() => log.lines.some(({ message }) => message === 'Something came from a workspace without Easel'));
    expect(requests).toEqual([]);
  });
});
