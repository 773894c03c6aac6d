import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Person } from '../fakes/slack/people/person.ts';
import { fieldsOf, isResult, labelsOf, openSlackFlow, picturesOf, readOf, type SlackFlow } from './open-slack-flow.ts';

describe('moderating on Slack', () => {
  let flow: SlackFlow;
  let designer: Person;
  beforeAll(async () => {
    flow = await openSlackFlow();
    designer = flow.slack.person('Dora');
    flow.slack.addGroup('designers', [designer]);
  });
  afterAll(async () => {
    await flow.slack.expectConform();
    await flow.close();
  });

  const people = () => {
    const { slack } = flow;
    return { mod: slack.person('Mod', { admin: true }), ada: slack.person('Ada') };
  };

  it('begins at the panel, whose buttons open forms that pick people from the list', async () => {
    const { slack } = flow;
    const { mod, ada } = people();
    const panel = await flow.ended(mod, () => mod.command(slack.channel, '/quota', 'panel'));
    expect(panel.ephemeral).toBe(true);
    expect(labelsOf(panel)).toEqual(expect.arrayContaining(['Pause', 'Set', 'Grant', 'Reset', 'Block', 'Usage']));
    const form = await flow.opened(mod, () => mod.press(panel, 'Grant'));
    expect(fieldsOf(form)).toEqual(expect.arrayContaining(['amount', 'user', 'role', 'until', 'reason']));
    const granted = await flow.sent(mod, { amount: '10', user: { id: ada.id }, reason: 'thank you' });
    expect(readOf(granted)).toContain('Granted 10 credits');
    expect(await flow.balance(ada)).toEqual({ available: 50, held: 0 });
  });

  it('takes a command in any order, and shows what there is where only its first word is said', async () => {
    const { slack } = flow;
    const { mod, ada } = people();
    const granted = await flow.ended(mod, () =>
      mod.command(slack.channel, '/quota', `grant 5 <@${ada.id}|ada> --reason "for the 3 posters"`),
    );
    expect(readOf(granted)).toContain('Granted 5 credits');
    const family = await flow.ended(mod, () => mod.command(slack.channel, '/quota', ''));
    expect(labelsOf(family)).toEqual(expect.arrayContaining(['Panel', 'Grant', 'What-if', 'Undo']));
    expect(readOf(family)).toContain('/quota what-if');
    const form = await flow.opened(mod, () => mod.press(family, 'Grant'));
    expect(fieldsOf(form)).toContain('amount');
    await mod.closes();
  });

  it('counts for user groups, by their handle too, and refuses names that are nobody', async () => {
    const { slack } = flow;
    const { mod } = people();
    const set = await flow.ended(mod, () => mod.command(slack.channel, '/quota', 'set @designers 90'));
    expect(readOf(set)).toContain('designers');
    const shown = await flow.ended(designer, () => designer.command(slack.channel, '/credits', ''));
    expect(readOf(shown)).toContain('90');
    const unknown = await flow.ended(mod, () => mod.command(slack.channel, '/quota', 'grant @nobody 5'));
    expect(unknown.ephemeral).toBe(true);
    expect(readOf(unknown)).toContain('Slack did not say who @nobody is.');
  });

  it('refuses members privately', async () => {
    const { slack } = flow;
    const { ada } = people();
    for (const words of ['panel', '', 'grant 50']) {
      const refused = await flow.ended(ada, () => ada.command(slack.channel, '/quota', words));
      expect(refused.ephemeral).toBe(true);
      expect(readOf(refused)).toContain('You may not');
    }
  });

  it('gives the audit as a file, and charts as pictures, in the conversation with Easel', async () => {
    const { slack } = flow;
    const { mod, ada } = people();
    await flow.ended(ada, () => ada.command(slack.channel, '/imagine', 'a fox'), isResult);
    const audit = await flow.ended(mod, () => mod.command(slack.channel, '/audit', '--csv'));
    const file = await slack.until(
      () => flow.seenBy(mod).flatMap(({ images }) => images.filter(({ where }) => where === 'file'))[0],
    );
    expect(audit.channelId).toBe(mod.direct().id);
    expect(slack.world.files.get(file.fileId ?? '')?.name).toMatch(/\.csv$/);
    expect(Buffer.from(file.bytes ?? []).toString()).toMatch(/settled/);
    const usage = await flow.ended(mod, () => mod.command(slack.channel, '/usage', ''));
    expect(picturesOf(usage).length).toBeGreaterThan(0);
  });

  it('shows what a rule hides to its owner alone, who may share it', async () => {
    const { slack } = flow;
    const { mod, ada } = people();
    await flow.ended(mod, () => mod.command(slack.channel, '/rules', 'add blood --action spoiler'));
    const result = await flow.ended(
      ada,
      () => ada.command(slack.channel, '/imagine', 'a knight and blood'),
      (message) => isResult(message),
    );
    expect(result.channelId).toBe(ada.direct().id);
    const notice = await flow.shown(mod, (message) =>
      readOf(message).includes("This workspace's rules hide this result."),
    );
    expect(notice.channelId).toBe(slack.channel.id);
    expect(readOf(notice)).not.toContain('blood');
    const shared = await flow.ended(
      mod,
      () => ada.press(result, 'Share'),
      (message) => isResult(message),
    );
    expect(shared.channelId).toBe(slack.channel.id);
  });

  it('decides about a case by one press in the log channel', async () => {
    const { slack } = flow;
    const { mod, ada } = people();
    const log = slack.addChannel({ name: 'mod-log' });
    mod.joins(log);
    await flow.ended(mod, () => mod.command(slack.channel, '/rules', `log <#${log.id}|mod-log>`));
    await flow.ended(mod, () => mod.command(slack.channel, '/rules', 'add sword --action review'));
    await ada.command(slack.channel, '/imagine', 'a knight with a sword');
    const told = await flow.shown(mod, ({ channelId, buttons }) => channelId === log.id && buttons.length > 0);
    expect(readOf(told)).toContain('a knight with a sword');
    await mod.press(told, 'Approve');
    const result = await flow.shown(ada, (message) => isResult(message) && readOf(message).includes('sword'));
    expect(result.channelId).toBe(slack.channel.id);
    await flow.shown(mod, (message) => message.ts === told.ts && !labelsOf(message).includes('Approve'));
  });
});
