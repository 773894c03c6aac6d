import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isResult, openSlackFlow, picturesOf, readOf, type SlackFlow } from './open-slack-flow.ts';

describe.each(['http', 'socket'] as const)('Slack by %s', (transport) => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ transport });
  });
  afterAll(async () => {
    await flow.close();
  });

  it('makes what a slash command asks for, says what it did, and leaves nothing else', async () => {
    const { slack } = flow;
    const ada = slack.person('Ada');
    const result = await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox --ar 16:9 --n 2'));
    expect(isResult(result)).toBe(true);
    expect(picturesOf(result).map(({ alt }) => alt)).toEqual(['Picture 1 of 2: a fox', 'Picture 2 of 2: a fox']);
    for (const { broken, width, height } of picturesOf(result)) {
      expect(broken).toBe(false);
      expect((width ?? 0) / (height ?? 1)).toBeCloseTo(16 / 9, 1);
    }
    expect(readOf(result)).toContain('Ada\na fox');
    expect(await flow.balance(ada)).toEqual({ available: 36, held: 0 });
    await slack.until(() => flow.seenBy(ada).length === 1);
  });

  it('says it as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
