import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { act } from '../fakes/slack/people/act.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { isResult, labelsOf, openSlackFlow, readOf, type SlackFlow } from './open-slack-flow.ts';

const left = (available: number) => ({ available, held: 0 });

const stateOf = ({ buttons }: SeenMessage, wanted: string): string =>
  buttons.find(({ label }) => label === wanted)?.value ?? '';

describe.each(['http', 'socket'] as const)('what a button of Slack belongs to, by %s,', (transport) => {
  let flow: SlackFlow;
  beforeEach(async () => {
    flow = await openSlackFlow({ transport });
  });
  afterEach(() => flow.close());

  /** Another process over the same data; Slack and its people go on. */
  async function restart(): Promise<void> {
    const { slack, dataDir, simulator } = flow;
    await flow.stop();
    flow = await openSlackFlow({ transport, slack, dataDir, simulator });
  }

  const imagine = (person: Person, more = '') =>
    flow.ended(person, () => person.command(flow.slack.channel, '/imagine', `a fox ${more}`));

  /** A press that Slack's own app would not send: any value, on any of our messages. */
  async function forged(person: Person, on: SeenMessage, value: string): Promise<string> {
    const { world } = flow.slack;
    const { payload } = await person.press(on, 'Thread');
    const [action] = Array.isArray(payload.actions) ? payload.actions : [];
    const trigger = `${String(payload.trigger_id)}.${value}`;
    const body = { ...payload, trigger_id: trigger, actions: [{ ...action, value, action_ts: world.newTs() }] };
    const said = await flow.ended(
      person,
      () => act(world, 'interaction', body, async () => undefined),
      (message) => !readOf(message).startsWith('Go on in'),
    );
    expect(said.ephemeral).toBe(true);
    return readOf(said);
  }

  it('is found by another process, whatever the button does', async () => {
    const { slack } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    const first = await imagine(ada, '--n 2');
    await restart();
    expect(isResult(await flow.ended(ben, () => ben.press(first, 'V2')))).toBe(true);
    expect(isResult(await flow.ended(ben, () => ben.press(first, 'Reroll')))).toBe(true);
    await flow.opened(ben, () => ben.press(first, 'Edit'));
    await restart();
    expect(isResult(await flow.sent(ben, { picture: '2', prompt: 'at night' }))).toBe(true);
    expect((await flow.ended(ben, () => ben.press(first, 'Download'))).images).toHaveLength(2);
    expect(readOf(await flow.ended(ben, () => ben.press(first, 'Thread')))).toContain('Go on in');
    expect(readOf(await flow.ended(ada, () => ada.press(first, 'Delete')))).toBe('Deleted.');
    expect(slack.message(first).deleted).toBe(true);
    expect(await flow.balance(ben)).toEqual(left(28));
    await flow.expectTidy();
    await slack.expectConform();
  });

  it('is gone once it was deleted, for a form that is still open and for every button', async () => {
    const { slack, simulator } = flow;
    const [ada, ben] = [slack.person('Ada'), slack.person('Ben')];
    const [first, other] = [await imagine(ada, '--n 2'), await imagine(ada)];
    await flow.opened(ben, () => ben.press(first, 'Edit'));
    await flow.ended(ada, () => ada.press(first, 'Delete'));
    const before = simulator.requests.length;
    const sent = await flow.sent(ben, { picture: '1', prompt: 'late' });
    expect(readOf(sent)).toContain('is not here any more.');
    for (const label of ['V2', 'Reroll', 'Download', 'Delete'])
      expect(await forged(ben, other, stateOf(first, label))).toContain(
        'What this button belongs to is not here any more.',
      );
    expect(simulator.requests.length).toBe(before);
    expect(await flow.balance(ben)).toEqual(left(40));
    await flow.expectTidy();
    await slack.expectConform();
  });

  it("is nobody else's where it is private, and nothing where nobody made it", async () => {
    const { slack, simulator } = flow;
    const [ada, mallory] = [slack.person('Ada'), slack.person('Mallory')];
    const [secret, open] = [await imagine(ada, '--private'), await imagine(ada)];
    const before = simulator.requests.length;
    expect(labelsOf(secret)).toContain('Share');
    for (const label of ['Reroll', 'Download', 'Share', 'Delete', 'Vary'])
      expect(await forged(mallory, open, stateOf(secret, label))).toMatch(/not here any more|You may not/);
    for (const state of ['x', 'nobody.reroll', '../../etc.reroll', '🦊'.repeat(50), 'edit|x'])
      expect(await forged(mallory, open, state)).toMatch(/not here any more\..* Nothing was charged\.$/);
    expect(simulator.requests.length).toBe(before);
    expect(await flow.balance(mallory)).toEqual(left(40));
    expect(slack.message(secret).deleted).toBe(false);
    await flow.expectTidy();
    await slack.expectConform();
  });
});
