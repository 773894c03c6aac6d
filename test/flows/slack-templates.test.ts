import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import { fieldsOf, isResult, labelsOf, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

describe('templates on Slack', () => {
  let flow: SlackFlow;
  let ada: Person;
  let eve: Person;
  beforeAll(async () => {
    flow = await openSlackFlow();
    ada = flow.slack.person('Ada');
    eve = flow.slack.person('Eve');
  });
  afterAll(async () => {
    await flow.slack.expectConform();
    await flow.close();
  });

  it('are saved in plain words, asked for by a form with a field for each blank, and made', async () => {
    const { slack } = flow;
    const saved = await flow.ended(ada, () =>
      ada.command(slack.channel, '/template', 'save a {{subject}} in {{place=Rome}} --name poster --aspect 16:9'),
    );
    expect(readOf(saved)).toContain('Saved the template');
    const form = await flow.opened(ada, () => ada.command(slack.channel, '/template', 'use poster'));
    expect(fieldsOf(form)).toEqual(expect.arrayContaining(['blank1', 'blank2', 'name']));
    const result = await flow.sent(ada, { blank1: 'red fox', blank2: 'Bern', name: 'poster' }, isResult);
    expect(readOf(result)).toContain('a red fox in Bern');
  });

  it('are made at once where the first blank stands behind the name', async () => {
    const { slack } = flow;
    const made = await flow.ended(
      ada,
      () => ada.command(slack.channel, '/template', 'use poster a small hen'),
      isResult,
    );
    expect(readOf(made)).toContain('a a small hen in Rome');
  });

  it('are listed with buttons that open their forms, also to others once shared', async () => {
    const { slack } = flow;
    await flow.ended(ada, () => ada.command(slack.channel, '/template', 'share poster'));
    const listed = await flow.ended(eve, () => eve.command(slack.channel, '/template', 'list'));
    expect(labelsOf(listed)).toContain('Use poster');
    const form = await flow.opened(eve, () => eve.press(listed, 'Use poster'));
    expect(fieldsOf(form)).toContain('blank1');
    await eve.closes();
  });
});
