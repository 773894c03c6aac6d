import { describe, expect, it, vi } from 'vitest';
import { openSlack } from '../fakes/slack/open-slack.ts';
import type { PlayedSlack } from '../fakes/slack/slack.ts';
import { openWorkplace, type Started } from './run-easel.ts';

type Env = Readonly<Record<string, string>>;

function start({ token, app, apiUrl }: PlayedSlack, env: Env = { SLACK_APP_TOKEN: app.appToken }): Started {
  const settings = { SLACK_BOT_TOKEN: token, SLACK_API_URL: apiUrl, PORT: '0', LOG_LEVEL: 'silent' };
  return openWorkplace({ ...settings, ...env }).start('start');
}

/** The address, once the start screen is there. */
const listening = ({ stdout }: Started): Promise<string> =>
  vi.waitFor(
    () => {
      const [url] = /http:\/\/127\.0\.0\.1:\d+(?=[\s\S]*Ctrl\+C)/.exec(stdout()) ?? [];
      if (!url) throw new Error('It does not listen yet.');
      return url;
    },
    { timeout: 10_000, interval: 10 },
  );

const ready = async (url: string) => (await fetch(`${url}/readyz`, { signal: AbortSignal.timeout(5000) })).json();

async function endsCleanly(started: Started): Promise<void> {
  started.child.kill('SIGTERM');
  expect(await started.ended).toMatchObject({ code: 0, stderr: '' });
}

/** Somebody mentions Easel and gets a picture in a thread. */
async function isAnswered(slack: PlayedSlack): Promise<void> {
  const ada = slack.person('Ada');
  const message = await ada.say(slack.channel, '@Easel a fox');
  const isDone = () =>
    ada
      .sees(message)
      .some(({ images, buttons }) => images.length > 0 && buttons.some(({ label }) => label === 'Reroll'));
  await slack.until(isDone, 15_000);
}

describe('easel start with Slack', () => {
  it('says as whom by Socket Mode, is ready, answers, and ends at once', async () => {
    const slack = await openSlack({ transport: 'socket' });
    const started = start(slack);
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}slack +on +as easel in Studio, by Socket Mode$/m);
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { slack: 'as easel in Studio, by Socket Mode', playground: 'up' },
    });
    await isAnswered(slack);
    await endsCleanly(started);
    await slack.until(() => slack.sockets.connections() === 0);
    await slack.expectConform();
  });

  it('answers by HTTP under its own address, beside everything else it serves', async () => {
    const slack = await openSlack();
    const started = start(slack, { SLACK_SIGNING_SECRET: slack.app.signingSecret });
    const url = await listening(started);
    slack.app.requestUrl = `${url}/slack/events`;
    expect(started.stdout()).toMatch(/^ {2}slack +on +as easel in Studio, by HTTP at \/slack\/events$/m);
    await isAnswered(slack);
    expect((await fetch(`${url}/`, { signal: AbortSignal.timeout(5000) })).status).toBe(200);
    await endsCleanly(started);
    await slack.expectConform();
  });

  it('says where a token is wrong, and serves everything else', async () => {
    const slack = await openSlack({ transport: 'socket' });
    const started = start(slack, { SLACK_APP_TOKEN: slack.app.appToken, SLACK_BOT_TOKEN: 'xoxb-wrong' });
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}slack +off +Slack does not take the token\. Set SLACK_BOT_TOKEN to /m);
    expect(started.stdout()).not.toContain('xoxb-wrong');
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { slack: expect.stringMatching(/^down: Slack does not take the token\./), playground: 'up' },
    });
    await endsCleanly(started);
  });

  it('starts without a Slack that cannot be reached, and says so', async () => {
    const slack = await openSlack({ transport: 'socket' });
    const started = start(slack, { SLACK_APP_TOKEN: slack.app.appToken, SLACK_API_URL: 'http://127.0.0.1:2/api' });
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}slack +on +connecting, but: .*ECONNREFUSED/m);
    expect(await ready(url)).toMatchObject({
      status: 'ready',
      parts: { slack: expect.stringContaining('ECONNREFUSED') },
    });
    await endsCleanly(started);
  });

  it('says which variable turns it on where it is not configured', async () => {
    const started = openWorkplace({ PORT: '0', LOG_LEVEL: 'silent' }).start('start');
    const url = await listening(started);
    expect(started.stdout()).toMatch(/^ {2}slack +off +set SLACK_BOT_TOKEN \(docs\/slack\.md\)$/m);
    expect(await ready(url)).toMatchObject({ parts: { slack: 'off: set SLACK_BOT_TOKEN' } });
    await endsCleanly(started);
  });
});
