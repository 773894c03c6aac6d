import { once } from 'node:events';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';

/** The least a Slack app can do with a command: Bolt that acknowledges. To be forked: SIGNING-SECRET API-URL; sends its address. */
const [signingSecret = '', slackApiUrl = ''] = process.argv.slice(2);
const receiver = new HTTPReceiver({ signingSecret, logLevel: LogLevel.ERROR });
const app = new App({
  receiver,
  token: 'xoxb-bench',
  botId: 'B1',
  botUserId: 'U1',
  tokenVerificationEnabled: false,
  clientOptions: { slackApiUrl },
});
app.command(/.*/, ({ ack }) => ack());
const server = await app.start({ port: 0, host: '127.0.0.1' });
if (!server.listening) await once(server, 'listening');
const address = server.address();
if (address === null || typeof address === 'string') throw new Error('A listening server has no port.');
process.send?.(`http://127.0.0.1:${address.port}`);
