import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FaultRule } from '../fakes/slack/api/faults.ts';
import { pngOf } from '../fixtures/pictures.ts';
import { type FaultySlack, openFaultySlack } from './slack-fault-kit.ts';

const WORDS = 'a secret fox in a secret wood';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const METHODS = [
  ...['chat.postMessage', 'chat.update', 'chat.delete', 'chat.postEphemeral', 'conversations.open', 'users.info'],
  ...[
    'files.getUploadURLExternal',
    'upload',
    'files.completeUploadExternal',
    'files.info',
    'response_url',
    'views.open',
  ],
];
const FAULTS: readonly FaultRule[] = [
  { status: 500 },
  { how: 'drop' },
  { how: 'drop', afterEffect: true },
  { error: 'invalid_auth' },
  { error: 'something_new' },
  { retryAfter: 1 },
];

/** Everything that lets Easel speak of Slack's addresses, tokens and answers to its operator. */
async function troubles(): Promise<void> {
  const { slack, clock } = flow;
  clock.hurry(20);
  for (const fault of FAULTS) {
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    for (const method of METHODS) slack.fail({ method, ...fault });
    await ada.command(channel, '/imagine', `${WORDS} --private`);
    await ada.command(channel, '/imagine', WORDS);
    await ada.command(channel, '/imagine');
    await ada.command(channel, '/credits');
    slack.fail({ method: 'download', ...fault });
    const file = { name: 'fox.png', bytes: await pngOf({ width: 16, height: 16 }) };
    await ada.say(channel, `@Easel ${WORDS}`, { files: [file] });
    await expect.poll(() => flow.easel.jobs.unfinished(), { timeout: 15_000 }).toEqual([]);
  }
  await slack.forge({ kind: 'command', body: { command: '/imagine', text: WORDS } }, 'wrong-secret');
  const ada = slack.person('Ada');
  await flow.drawing(ada, WORDS);
  slack.revoke();
  flow.gate.open();
  await expect.poll(async () => (await flow.jobs(ada))[0]?.deliveryTries ?? 0, { timeout: 15_000 }).toBeGreaterThan(0);
  clock.hurry(1);
}

describe('what Easel tells its operator', () => {
  const told = (some = flow.log.lines) =>
    inspect(some, { depth: 12, showHidden: true, maxArrayLength: null, maxStringLength: null });

  it('names the troubles', { timeout: 120_000 }, async () => {
    await troubles();
    expect(flow.log.lines.length).toBeGreaterThan(40);
    expect(told()).toContain('something_new');
  });

  it('is without tokens, secrets, response addresses, triggers and addresses of files', () => {
    const { slack } = flow;
    const { world, app } = slack;
    const secrets = [slack.token, app.signingSecret, app.appToken, app.verificationToken, app.clientSecret];
    for (const secret of secrets) expect(told()).not.toContain(secret);
    for (const url of world.addresses.keys()) expect(told()).not.toContain(url);
    expect(told()).not.toMatch(/\/(?:response|upload\/v1|files-pri)\//);
  });

  it('is without the words and names of people', () => {
    const seen = flow.log.lines.filter(({ level }) => level !== 'debug');
    expect(told(seen)).not.toContain('secret wood');
    expect(told(seen)).not.toContain("'Ada'");
  });
});

describe('what people see of the troubles', () => {
  it('is without tokens, addresses of the machine and codes', () => {
    const { slack } = flow;
    const ours = [...slack.world.messages.values()].filter((message) => message.ours);
    expect(ours.length).toBeGreaterThan(10);
    for (const { text, blocks } of ours) {
      const shown = JSON.stringify([text, blocks]);
      expect(shown).not.toMatch(/xoxb-|xapp-|127\.0\.0\.1|invalid_auth|something_new/);
    }
  });
});
