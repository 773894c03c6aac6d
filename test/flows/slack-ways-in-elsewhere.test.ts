import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openAiAt } from './open-flow.ts';
import { expectWhole, isResult, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });

describe('the step of a workflow on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow();
  });
  afterAll(async () => {
    await flow.close();
  });

  it('shows what it made where it was told to, and hands the link and the job on', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    let execution = '';
    const inputs = { prompt: 'a kite', user: ada.id, channel: slack.channel.id };
    const result = await flow.ended(ada, () => {
      execution = ada.runsStep(inputs);
    });
    expect([isResult(result), result.channelId]).toEqual([true, slack.channel.id]);
    expect(readOf(result)).toContain('Ada\na kite\n');
    const end = await slack.until(() => slack.execution(execution).end);
    const [job] = await flow.jobs(ada);
    const link = expect.stringContaining(`/archives/${slack.channel.id}/p${result.ts.replace('.', '')}`);
    expect(end).toEqual({ outputs: { link, job: job?.id } });
    expect(await flow.balance(ada)).toEqual(left(38));
  });

  it('fails with the words that a person reads, for nothing', async () => {
    const { slack } = flow;
    const ben = slack.person('Ben');
    let execution = '';
    const inputs = { prompt: 'a kite', model: 'nope', user: ben.id, channel: slack.channel.id };
    await flow.ended(ben, () => {
      execution = ben.runsStep(inputs);
    });
    const end = await slack.until(() => slack.execution(execution).end);
    expect(end).toEqual({ error: expect.stringMatching(/There is no model nope\..* Nothing was charged\.$/) });
    expect(await flow.balance(ben)).toEqual(left(40));
  });

  it('fails where Easel is not in the channel, and says how it comes in', async () => {
    const { slack } = flow;
    const cleo = slack.person('Cleo');
    const closed = slack.addChannel({ name: 'closed', withBot: false });
    const execution = cleo.runsStep({ prompt: 'a kite', user: cleo.id, channel: closed.id });
    const end = await slack.until(() => slack.execution(execution).end);
    expect(end).toEqual({
      error: expect.stringMatching(/not in the channel .* \/invite @Easel.* Nothing was charged\.$/),
    });
    expect(await flow.balance(cleo)).toEqual(left(40));
  });

  it('is asked for as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});

describe("Easel's own page on Slack", () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({
      env: (url, own) => ({ ...openAiAt(url), PUBLIC_BASE_URL: own }),
    });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('shows a member what is left, their own newest results and the models, each time it is opened', async () => {
    const { slack } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    await flow.ended(ben, () => ben.command(slack.channel, '/imagine', 'a secret of Ben'));
    ada.opensHome();
    const first = await slack.until(() => ada.home());
    expect(readOf(first)).toContain('Your credits\nLeft 40 credits of 40');
    expect(readOf(first)).toContain('Nothing yet.');
    expect(readOf(first)).toContain('openai/gpt-image-2.6-flare The usual one.');
    await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a kite'));
    await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'my secret --private'));
    ada.opensHome();
    const second = await slack.until(() => {
      const home = ada.home();
      return home && readOf(home).includes('my secret') && home;
    });
    expectWhole(second);
    expect(second.images).toHaveLength(2);
    expect(readOf(second)).toContain('Left 36 credits of 40');
    expect(readOf(second)).toContain('a kite');
    expect(readOf(second)).not.toContain('Ben');
    expect(readOf(second)).not.toContain('This workspace');
  });

  it('is all words where Slack cannot fetch the pictures', async () => {
    const { slack } = flow;
    const cleo = slack.person('Cleo');
    await flow.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a boat'));
    const [job] = await flow.jobs(cleo);
    const key = job?.result?.pictures[0]?.key ?? '';
    await flow.easel.blobs.removeAll(key);
    cleo.opensHome();
    const home = await slack.until(() => cleo.home());
    expect([readOf(home).includes('a boat'), home.images]).toEqual([true, []]);
  });

  it('shows an admin the state of the workspace too', async () => {
    const { slack } = flow;
    const ida = slack.person('Ida', { admin: true });
    ida.opensHome();
    const home = await slack.until(() => ida.home());
    expect(readOf(home)).toMatch(
      /This workspace\nRunning 0\nWaiting 0\nToday \d+ credits for \d+ pictures, 0 refused$/,
    );
  });

  it('is filled as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
