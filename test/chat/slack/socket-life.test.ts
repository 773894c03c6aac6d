import { describe, expect, it, vi } from 'vitest';
import type { SilentLog } from '../../fakes/silent-log.ts';
import { openConnected } from './open-connected.ts';

const connected = { kind: 'connected', by: 'socket' };
const open = (wish: Parameters<typeof openConnected>[0] = {}) => openConnected({ transport: 'socket', ...wish });

describe('the socket', () => {
  it('is one connection, which ends with Easel', async () => {
    const { slack, platform } = await open();
    expect(platform.connection()).toMatchObject(connected);
    expect(slack.sockets.connections()).toBe(1);
    await platform.stop();
    await slack.until(() => slack.sockets.connections() === 0);
    expect(platform.connection()).toEqual({ kind: 'off' });
  });

  it.each([
    ['Slack asks for it', (slack: { refresh: () => void }) => slack.refresh()],
    ['it breaks', (slack: { cut: () => void }) => slack.cut()],
  ])('is opened anew at once when %s', async (_why, end) => {
    const { slack, came, platform } = await open();
    const opened = () => slack.traffic.filter(({ method }) => method === 'apps.connections.open').length;
    end(slack.sockets);
    await slack.until(() => opened() === 2 && slack.sockets.connections() === 1);
    const ada = slack.person('Ada');
    expect(await ada.command(slack.channel, '/imagine', 'a fox')).toMatchObject({ failed: false });
    await came(1);
    expect(platform.connection()).toMatchObject(connected);
  });

  it('is tried less and less often while Slack cannot give one, and takes what was missed', async () => {
    const { slack, came, platform, clock, log } = await open();
    slack.fail({ method: 'apps.connections.open', times: 3 });
    slack.sockets.cut();
    await slack.until(() => slack.sockets.connections() === 0);
    const ada = slack.person('Ada');
    await ada.say(slack.channel, '@Easel a fox');
    for (const count of [1, 2, 3]) {
      await waited(() => waitsIn(log).length === count);
      expect(platform.connection()).toEqual({ kind: 'connecting', trouble: 'Slack answers 500' });
      await clock.advance(waitsIn(log).at(-1) ?? 0);
    }
    await slack.until(() => slack.sockets.connections() === 1);
    expect(waitsIn(log)).toEqual([1000, 2000, 4000]);
    await clock.advance(60_000);
    await came(1);
  });

  it('is not opened again where Slack says that Socket Mode is switched off', async () => {
    const { slack, platform, log } = await open();
    slack.sockets.refresh('link_disabled');
    await waited(() => platform.connection().kind === 'refused');
    expect(platform.connection()).toMatchObject({
      why: 'Socket Mode is switched off for the app. Switch it on at the page Socket Mode of your app, or take SLACK_APP_TOKEN away.',
    });
    expect(log.lines.at(-1)).toMatchObject({ level: 'error', fields: { said: 'switched-off' } });
  });
});

/** Until something is so that no change of the played Slack tells of. */
const waited = (isSo: () => boolean): Promise<void> =>
  vi.waitFor(() => expect(isSo()).toBe(true), { timeout: 5000, interval: 2 });

/** How long it waited before each further attempt. */
const waitsIn = ({ lines }: SilentLog): readonly number[] =>
  lines.flatMap(({ fields }) => (typeof fields.againInMs === 'number' ? [fields.againInMs] : []));

describe('a token that Slack does not take', () => {
  it('is the app token, said once, with what to do', async () => {
    const { slack, platform, log } = await open({
      parts: () => ({ transport: { kind: 'socket', appToken: 'xapp-wrong' } }),
    });
    expect(platform.connection()).toEqual({
      kind: 'refused',
      why: 'Slack does not take the app-level token. Set SLACK_APP_TOKEN to the one on the page Basic Information of your app, under App-Level Tokens.',
    });
    expect(slack.sockets.connections()).toBe(0);
    expect(JSON.stringify(log.lines)).not.toContain('xapp-wrong');
  });

  it('is the bot token, and then no connection is opened', async () => {
    const { slack, platform } = await open({ parts: () => ({ access: { kind: 'token', botToken: 'xoxb-wrong' } }) });
    expect(platform.connection()).toEqual({
      kind: 'refused',
      why: 'Slack does not take the token. Set SLACK_BOT_TOKEN to the one that the page OAuth & Permissions of your app shows.',
    });
    expect(slack.traffic.map(({ method }) => method)).toEqual(['auth.test']);
  });

  it('is one of a person', async () => {
    const { slack, start, platform } = await open({ unstarted: true });
    slack.fail({ method: 'auth.test', error: 'not_allowed_token_type' });
    await start();
    expect(platform.connection()).toMatchObject({ kind: 'refused', why: expect.stringContaining('SLACK_BOT_TOKEN') });
  });

  it('is one of a workspace that removed Easel while it ran', async () => {
    const { slack, platform } = await open();
    slack.uninstall();
    await waited(() => platform.connection().kind === 'refused');
    expect(platform.connection()).toMatchObject({
      why: expect.stringMatching(/^Easel was removed from the workspace\./),
    });
  });
});

describe('a Slack that cannot be reached', () => {
  it('is tried until it can', async () => {
    const { slack, clock, log, start, platform } = await open({ unstarted: true });
    slack.fail({ method: 'auth.test', how: 'drop' });
    slack.fail({ method: 'auth.test', retryAfter: 7 });
    const started = start();
    await waited(() => waitsIn(log).length === 1);
    await clock.advance(1000);
    await waited(() => waitsIn(log).length === 2);
    expect(platform.connection()).toEqual({ kind: 'connecting', trouble: 'Slack asks for patience' });
    expect(waitsIn(log)).toEqual([1000, 7000]);
    await clock.advance(7000);
    await started;
    expect(platform.connection()).toMatchObject(connected);
  });
});
