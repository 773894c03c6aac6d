import { afterAll, beforeAll, expect, it } from 'vitest';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
beforeAll(async () => {
  flow = await openFaultySlack();
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

it('no form and no result waits while Slack limits every edit for a minute', async () => {
  const { slack, gate, clock } = flow;
  const people = Array.from({ length: 8 }, (_, index) => slack.person(`Person ${index}`));
  const dora = slack.person('Dora');
  const channel = slack.addChannel();
  slack.fail({ method: 'chat.update', retryAfter: 60, times: 1000 });
  slack.fail({ method: 'assistant.threads.setStatus', retryAfter: 60, times: 1000 });
  gate.shut();
  await Promise.all(people.map((one) => one.command(channel, '/imagine', 'a red fox')));
  await slack.until(() => slack.traffic.some(({ method }) => method === 'chat.update'), 10_000);
  const began = clock.now();
  gate.open();
  await dora.command(channel, '/imagine');
  await slack.until(() => dora.view(), 3000);
  expect(clock.now() - began).toBeLessThan(3000);
  await slack.until(() => resultsIn(dora, channel).length === people.length, 15_000);
  expect(clock.now() - began).toBeLessThan(15_000);
  for (const one of people) await flow.expectQuiet(one, ALLOWANCE - COST);
  expect(oursIn(dora, channel)).toHaveLength(people.length);
  expect(slack.traffic.filter(({ method }) => method === 'chat.update').length).toBeLessThan(10);
});

it('every method at its limit for a moment delays results and loses none', async () => {
  const { slack } = flow;
  const ada = slack.person('Ada');
  const channel = slack.addChannel();
  for (const method of ['files.getUploadURLExternal', 'files.completeUploadExternal', 'files.info', 'chat.delete'])
    slack.fail({ method, retryAfter: 1 });
  slack.fail({
    method: 'chat.postMessage',
    when: ({ blocks }) => JSON.stringify(blocks).includes('slack_file'),
    retryAfter: 1,
  });
  await ada.command(channel, '/imagine', 'a red fox');
  await flow.result(ada, channel);
  await flow.expectQuiet(ada, ALLOWANCE - COST);
  expect(oursIn(ada, channel)).toHaveLength(1);
});
