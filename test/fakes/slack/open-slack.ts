import { App, LogLevel } from '@slack/bolt';
import { WebClient } from '@slack/web-api';
import { onTestFinished } from 'vitest';
import { type PlayedSlack, type SlackOptions, startSlack } from './slack.ts';

/** A played Slack that is closed when the test is over. */
export async function openSlack(options: SlackOptions = {}): Promise<PlayedSlack> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

const nothing = () => undefined;
/** A logger of the vendor's libraries that says nothing. */
export const quiet = {
  debug: nothing,
  info: nothing,
  warn: nothing,
  error: nothing,
  setLevel: nothing,
  getLevel: () => LogLevel.ERROR,
  setName: nothing,
};

/** The vendor's own client, which tries once. */
export const clientOf = (slack: PlayedSlack, token = slack.token): WebClient =>
  new WebClient(token, {
    slackApiUrl: slack.apiUrl,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: quiet,
  });

/** The vendor's own Bolt application, on the transport that was chosen. */
export async function openBolt(slack: PlayedSlack, transport: 'http' | 'socket' = 'http') {
  const common = { token: slack.token, logger: quiet, clientOptions: { slackApiUrl: slack.apiUrl } };
  const own =
    transport === 'socket'
      ? { socketMode: true, appToken: slack.app.appToken }
      : { signingSecret: slack.app.signingSecret };
  const app = new App({ ...common, ...own });
  const server = await app.start(0);
  onTestFinished(async () => void (await app.stop()));
  const address = server && 'address' in server && server.address();
  if (address && typeof address === 'object') slack.app.requestUrl = `http://127.0.0.1:${address.port}/slack/events`;
  return app;
}
