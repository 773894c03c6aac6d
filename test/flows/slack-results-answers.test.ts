import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import { openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

describe('answers on Slack', () => {
  let flow: SlackFlow;
  beforeAll(async () => {
    flow = await openSlackFlow({ transport: 'socket' });
  });
  afterAll(async () => {
    await flow.close();
  });

  /** What a command without a picture says, only to who asked. */
  async function said(person: Person, name: string, words = ''): Promise<string> {
    const { slack } = flow;
    const bystander = slack.person('Bystander');
    const answer = await flow.ended(person, () => person.command(slack.channel, name, words));
    expect(answer.ephemeral).toBe(true);
    expect(flow.seenBy(bystander).filter(({ words: read }) => read === answer.words)).toEqual([]);
    return readOf(answer);
  }

  it('tell what is left, to everybody their own', async () => {
    const { slack } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox'));
    const account = await said(ada, '/credits');
    expect(account).toMatch(/^38 credits left of 40\n/);
    expect(account).toMatch(/\nPaid\n\S+ \S+ UTC · Credits 2 · Job \w+\n/);
    expect(account).toMatch(/\nThe next allowance comes at .* UTC\.$/);
    expect(await said(ben, '/credits')).toContain('40 credits left of 40');
  });

  it('tell a moderator what somebody else has left, and nobody else', async () => {
    const { slack } = flow;
    const cleo = slack.person('Cleo');
    await flow.ended(cleo, () => cleo.command(slack.channel, '/imagine', 'a fox'));
    const admin = slack.person('Mo', { admin: true });
    expect(await said(admin, '/credits', '@Cleo')).toContain('38 credits left of 40');
    const refused = await said(slack.person('Dan'), '/credits', '@Cleo');
    expect(refused).toBe("You may not see somebody else's credits. Nothing was charged.");
  });

  it('list what somebody made, and not what others made', async () => {
    const { slack } = flow;
    const [eva, fay] = [slack.person('Eva'), slack.person('Fay')];
    expect(await said(eva, '/history')).toBe('You have made nothing yet\nBegin with /imagine.');
    await flow.ended(eva, () => eva.command(slack.channel, '/imagine', 'a lighthouse'));
    await flow.ended(fay, () => fay.command(slack.channel, '/imagine', 'a submarine'));
    const history = await said(eva, '/history');
    expect(history).toContain('a lighthouse');
    expect(history).not.toContain('a submarine');
  });

  it('list what can be said, and the options of a command', async () => {
    const gus = flow.slack.person('Gus');
    const help = await said(gus, '/help');
    for (const name of ['/imagine', '/edit', '/credits', '/models', '/history']) expect(help).toContain(name);
    expect(help).not.toMatch(/discord|server/i);
    const imagine = await said(gus, '/help', 'imagine');
    for (const option of ['prompt', 'aspect', 'quality']) expect(imagine).toContain(`\n${option}`);
  });

  it('list the models', async () => {
    const models = await said(flow.slack.person('Hal'), '/models');
    expect(models).toMatch(/openai\/gpt-image-2\.6-flare [^\n]*\n[^\n]*generate, edit/);
  });

  it('keep what somebody likes best', async () => {
    const { slack } = flow;
    const ida = slack.person('Ida');
    await said(ida, '/settings', '--aspect 16:9');
    expect(await said(ida, '/settings')).toMatch(/aspect\s+16:9/);
    const result = await flow.ended(ida, () => ida.command(slack.channel, '/imagine', 'a road'));
    const [picture] = result.images;
    expect((picture?.width ?? 0) / (picture?.height ?? 1)).toBeCloseTo(16 / 9, 1);
  });

  it('are given as Slack describes its API', async () => {
    await flow.expectTidy();
    await flow.slack.expectConform();
  });
});
