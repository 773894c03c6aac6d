import { createServer } from 'node:http';
import { verifySlackRequest } from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { describe, expect, it, onTestFinished } from 'vitest';
import { createManualClock, type ManualClock } from '../manual-clock.ts';
import { openBolt, openSlack, quiet } from './open-slack.ts';
import type { PlayedSlack } from './slack.ts';

describe('what Slack sends over HTTP', () => {
  /** An application that answers with these statuses in turn, 0 for never, and then with 200. */
  async function openListening(clock?: ManualClock, ...statuses: number[]) {
    const slack = await openSlack(clock ? { clock } : {});
    const heard: { headers: NodeJS.Dict<string | string[]>; body: string }[] = [];
    const server = createServer(async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk);
      heard.push({ headers: request.headers, body: Buffer.concat(chunks).toString() });
      slack.world.changed();
      const status = statuses.shift() ?? 200;
      if (status > 0) response.writeHead(status).end();
    });
    onTestFinished(() => void server.close().closeAllConnections());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
    const address = server.address();
    slack.app.requestUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/slack/events`;
    return { slack, heard };
  }

  const retries = (heard: readonly { headers: NodeJS.Dict<string | string[]> }[]) =>
    heard.map(({ headers }) => headers['x-slack-retry-num']);

  it('is signed as Bolt checks it', async () => {
    const { slack, heard } = await openListening();
    await slack.person('Ada').command(slack.channel, '/imagine', 'a fox');
    const [{ headers, body }] = [heard[0] ?? expect.fail()];
    verifySlackRequest({
      signingSecret: slack.app.signingSecret,
      body,
      headers: {
        'x-slack-signature': String(headers['x-slack-signature']),
        'x-slack-request-timestamp': Number(headers['x-slack-request-timestamp']),
      },
    });
    expect(Object.fromEntries(new URLSearchParams(body))).toMatchObject({ command: '/imagine', text: 'a fox' });
  });

  it('comes again where an event was not answered well in three seconds', async () => {
    const clock = createManualClock();
    const { slack, heard } = await openListening(clock, 0, 500);
    const ada = slack.person('Ada');
    await ada.say(slack.channel, '@Easel a fox');
    await slack.until(() => heard.length === 1);
    await clock.advance(3000);
    await slack.until(() => slack.deliveries[0]?.answers.length === 1);
    await clock.advance(0);
    await slack.until(() => slack.deliveries[0]?.answers.length === 2);
    await clock.advance(60_000);
    await slack.until(() => slack.deliveries[0]?.answers.length === 3);
    expect(retries(heard)).toEqual([undefined, '1', '2']);
    expect(heard[1]?.headers['x-slack-retry-reason']).toBe('http_timeout');
    expect(heard[2]?.headers['x-slack-retry-reason']).toBe('http_error');
    expect(new Set(heard.map(({ body }) => body)).size).toBe(1);
    expect(slack.deliveries[0]?.answers.map(({ status }) => status)).toEqual([0, 500, 200]);
  });

  it('does not come again where it was a command: the person reads that it failed', async () => {
    const { slack, heard } = await openListening(undefined, 500);
    const asked = await slack.person('Ada').command(slack.channel, '/imagine');
    expect(asked).toMatchObject({ failed: true, answer: { status: 500 } });
    expect(heard).toHaveLength(1);
  });

  it('comes again on demand', async () => {
    const { slack, heard } = await openListening();
    const ada = slack.person('Ada');
    await ada.dm('a fox');
    await slack.until(() => slack.deliveries[0]?.answers.length);
    await slack.redeliver(slack.deliveries[0] ?? expect.fail());
    const asked = await ada.command(slack.channel, '/imagine');
    await ada.again(asked);
    expect(retries(heard)).toEqual([undefined, '1', undefined, '1']);
    expect(heard[2]?.body).toBe(heard[3]?.body);
  });

  it.each(['wrong-secret', 'unsigned', 'stale', 'tampered', 're-ordered', 'no-timestamp', 'other-version'] as const)(
    'is refused by Bolt where somebody forged it: %s',
    async (how) => {
      const slack = await openSlack();
      const heard: string[] = [];
      const app = await openBolt(slack);
      app.command('/imagine', async ({ ack }) => {
        heard.push('a command');
        await ack();
      });
      const { delivery } = await slack.person('Ada').command(slack.channel, '/imagine', 'a fox');
      expect((await slack.forge(delivery, how)).status).toBe(401);
      expect(heard).toHaveLength(1);
    },
  );

  it('is heard only as far as scopes and subscriptions go', async () => {
    const { slack } = await openListening();
    const ada = slack.person('Ada');
    const types = (slackNow: PlayedSlack) =>
      slackNow.deliveries.map(({ body }) => body.event).map((event) => Object(event).type);
    await ada.say(slack.channel, 'not for it');
    await ada.say(slack.addChannel({ withBot: false }), '@Easel not there');
    expect(types(slack)).toEqual([]);
    await ada.dm('for it');
    slack.grant('channels:history');
    await ada.say(slack.channel, 'heard now');
    slack.withdraw('app_mentions:read');
    await ada.say(slack.channel, '@Easel');
    expect(types(slack)).toEqual(['message', 'message', 'message']);
    slack.app.events.delete('message.im');
    await ada.dm('no longer');
    expect(types(slack)).toHaveLength(3);
  });

  it('is what happens to messages, too', async () => {
    const { slack } = await openListening();
    const ada = slack.person('Ada');
    const said = await ada.dm('a fx');
    ada.edits(said, 'a fox');
    ada.removes(said);
    const events = slack.deliveries.map(({ body }) => body.event);
    expect(events).toMatchObject([
      { channel_type: 'im', text: 'a fx', ts: said.ts },
      { subtype: 'message_changed', message: { text: 'a fox' }, previous_message: { text: 'a fx' } },
      { subtype: 'message_deleted', hidden: true, deleted_ts: said.ts, previous_message: { text: 'a fox' } },
    ]);
    expect(ada.seesDirect()).toEqual([]);
  });
});

describe('what Slack sends over sockets', () => {
  it('reaches Bolt, which answers there', async () => {
    const slack = await openSlack({ transport: 'socket' });
    const app = await openBolt(slack, 'socket');
    expect(slack.sockets.connections()).toBe(1);
    app.command('/imagine', async ({ ack }) => ack('On it'));
    const mentioned = new Promise<string>((resolve) =>
      app.event('app_mention', async ({ event }) => resolve(event.text)),
    );
    const ada = slack.person('Ada');
    const { failed } = await ada.command(slack.channel, '/imagine', 'a fox');
    expect(failed).toBe(false);
    expect(ada.sees(slack.channel)).toMatchObject([{ text: 'On it', ephemeral: true }]);
    await ada.say(slack.channel, '@Easel a fox');
    expect(await mentioned).toBe(`<@${slack.workspace.botUserId}> a fox`);
    await slack.until(() => slack.deliveries.every(({ answers }) => answers[0]?.status === 200));
  });

  it('comes again where an event was not acknowledged', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock, transport: 'socket' });
    await slack.person('Ada').dm('a fox');
    await clock.advance(3000);
    expect(slack.deliveries[0]?.answers).toMatchObject([{ status: 0, retry: 0 }]);
    await openBolt(slack, 'socket');
    await clock.advance(0);
    await clock.advance(3000);
    await clock.advance(60_000);
    await slack.until(() => slack.deliveries[0]?.answers.at(-1)?.status === 200);
  });

  it('goes on over a new connection where Slack wants one', async () => {
    const slack = await openSlack({ transport: 'socket' });
    const options = { logger: quiet, clientPingTimeout: 20, clientOptions: { slackApiUrl: slack.apiUrl } };
    const client = new SocketModeClient({ appToken: slack.app.appToken, ...options });
    onTestFinished(() => client.disconnect());
    await client.start();
    let connected = new Promise((resolve) => client.once('connected', resolve));
    slack.sockets.refresh();
    await connected;
    connected = new Promise((resolve) => client.once('connected', resolve));
    slack.sockets.cut();
    await connected;
    expect(slack.sockets.connections()).toBe(1);
    expect(slack.traffic.filter(({ method }) => method === 'apps.connections.open')).toHaveLength(3);
  });
});
