import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Asked } from '../fakes/slack/people/act.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import type { Forgery } from '../fakes/slack/transport/http.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

let flow: FaultySlack;
let owner: Person;
let result: SeenMessage;
beforeAll(async () => {
  flow = await openFaultySlack();
  owner = flow.slack.person('Owner');
  await owner.command(flow.slack.channel, '/imagine', 'a red fox --n 2');
  result = await flow.result(owner);
});
afterAll(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

/** A command as Slack would send it, which it never did. */
const commandOf = (person: Person, asked: Asked, more: object = {}) => ({
  ...asked.delivery,
  body: { ...asked.payload, user_id: person.id, trigger_id: `forged-${person.id}`, text: 'a red fox', ...more },
});

describe('a call to /slack/events that is not from Slack', () => {
  it.each<Forgery>(['wrong-secret', 'unsigned', 'stale', 'tampered', 're-ordered', 'no-timestamp', 'other-version'])(
    '%s is refused, and nothing comes of it: a command, a mention, a button',
    async (how) => {
      const { slack } = flow;
      const [ada, mallory] = [slack.person('Ada'), slack.person('Mallory')];
      const channel = slack.addChannel();
      const asked = await ada.command(channel, '/credits');
      const said = await ada.say(channel, 'hello');
      await flow.told(ada, /40/, channel);
      const mention = {
        kind: 'event' as const,
        body: {
          ...{ type: 'event_callback', event_id: 'EvFORGED', team_id: slack.workspace.id, api_app_id: slack.app.id },
          event: { type: 'app_mention', user: mallory.id, channel: channel.id, ts: said.ts, text: 'a red fox' },
        },
      };
      const calls = slack.traffic.length;
      const answers = [await slack.forge(commandOf(mallory, asked), how), await slack.forge(mention, how)];
      expect(answers.map(({ status }) => status)).toEqual([401, 401]);
      expect(slack.traffic).toHaveLength(calls);
      await flow.expectUntouched(mallory);
    },
  );

  it('that was heard on the way and is sent once more makes nothing more, and is refused after five minutes', async () => {
    const { slack, clock } = flow;
    const ada = slack.person('Ada');
    const channel = slack.addChannel();
    const asked = await ada.command(channel, '/imagine', 'a red fox');
    await flow.result(ada, channel);
    expect((await ada.again(asked)).status).toBe(200);
    clock.jump(6 * 60_000);
    expect((await slack.forge(asked.delivery, 'stale')).status).toBe(401);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(resultsIn(ada, channel)).toHaveLength(1);
    expect(await flow.jobs(ada)).toHaveLength(1);
  });

  it.each([
    ['nothing', ''],
    ['no JSON', 'payload=%7B'],
    ['JSON of no meaning', 'payload=[]'],
    ['a number', '42'],
    ['an object of objects', '{"__proto__":{"type":"event_callback"},"constructor":{}}'],
    ['an event without anything', '{"type":"event_callback","event":{}}'],
    ['a button without a message', 'payload={"type":"block_actions","trigger_id":"1","actions":[]}'],
    ['a form without a view', 'payload={"type":"view_submission"}'],
  ])('and holds %s, though rightly signed, breaks nothing', async (_what, body) => {
    const { slack } = flow;
    const type = body.startsWith('payload') ? 'application/x-www-form-urlencoded' : 'application/json';
    const answer = await slack.post({ type, body });
    expect([200, 400]).toContain(answer.status);
    expect(flow.log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});

describe('buttons and forms that Slack would not send', () => {
  /** A press of a button that no message has. */
  async function pressed(person: Person, change: (state: string) => string, kind = 'delete'): Promise<void> {
    const { slack } = flow;
    const own = result.buttons.find(({ actionId }) => actionId === `easel:${kind}:`)?.value ?? '';
    const { delivery } = await person.press(result, 'Thread');
    const [action] = Array.isArray(delivery.body.actions) ? delivery.body.actions : [];
    const actions = [{ ...action, action_id: `easel:${kind}:`, value: change(own) }];
    const body = { ...delivery.body, actions, trigger_id: `forged-${person.id}-${change(own)}` };
    await slack.redeliver({ kind: 'interaction', body });
  }

  it.each<[string, (state: string) => string]>([
    ['of no meaning', () => 'x'],
    ['of 2,000 signs', () => 'a'.repeat(2000)],
    ['of an object', () => '__proto__.constructor'],
    ['of a job that is not', () => `${'0'.repeat(16)}.delete`],
    ['of a kind that is not', (state) => state.replace('delete', 'explode')],
    ['of a picture that is not', (state) => state.replace('delete', 'vary.99')],
    ['of a path', () => '../../jobs/1.delete'],
  ])('%s do nothing, and say so to who sent them alone', async (_what, change) => {
    const mallory = flow.slack.person('Mallory');
    await pressed(mallory, change);
    const said = await flow.told(mallory, /not here any more/);
    expect(said.ephemeral).toBe(true);
    await flow.expectUntouched(mallory);
    expect(resultsIn(owner, flow.slack.channel)).toHaveLength(1);
  });

  it("of others cannot cancel, delete or share; a workspace's admin may cancel and delete", async () => {
    const { slack, gate } = flow;
    const [ada, bob, admin] = [slack.person('Ada'), slack.person('Bob'), slack.person('Admin', { admin: true })];
    const channel = slack.addChannel();
    await flow.drawing(ada, 'a red fox', channel);
    const running = await slack.until(() => oursIn(ada, channel).find(({ buttons }) => buttons.length === 1));
    await bob.press(running, 'Cancel');
    await flow.told(bob, /may not cancel somebody else/, channel);
    gate.open();
    const made = await flow.result(ada, channel);
    await bob.press(made, 'Delete');
    await flow.told(bob, /may not delete somebody else/, channel);
    expect(resultsIn(ada, channel)).toHaveLength(1);
    await admin.press(made, 'Delete');
    await slack.until(() => resultsIn(ada, channel).length === 0);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
  });

  it('of another workspace are not there', async () => {
    const { slack } = flow;
    const eve = slack.person('Eve', { stranger: true, admin: true });
    eve.joins(slack.channel);
    slack.channel.sharedWith.add(eve.user.workspaceId);
    await eve.press(result, 'Delete');
    await flow.told(eve, /may not delete|not here any more/);
    expect(resultsIn(owner, slack.channel)).toHaveLength(1);
  });

  it('of a form whose own notes were changed lead nowhere', async () => {
    const { slack } = flow;
    const mallory = slack.person('Mallory');
    const channel = slack.addChannel();
    await mallory.command(channel, '/imagine');
    await slack.until(() => mallory.view());
    const { delivery } = await mallory.submit({ prompt: 'a red fox' });
    await flow.result(mallory, channel);
    const view = delivery.body.view;
    for (const private_metadata of ['', '{', '[]', JSON.stringify({ state: 7, channelId: '../..' })]) {
      const changed = {
        ...(typeof view === 'object' && view),
        id: `V${private_metadata.length}FORGED`,
        private_metadata,
      };
      await slack.redeliver({ kind: 'interaction', body: { ...delivery.body, view: changed } });
    }
    await flow.told(mallory, /could not read/, mallory.direct());
    await flow.expectQuiet(mallory, ALLOWANCE - COST);
    expect(await flow.jobs(mallory)).toHaveLength(1);
  });
});
