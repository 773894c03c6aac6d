import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from '../chat/slack/install/browser.ts';
import type { PlayedWorkspace } from '../fakes/slack/state.ts';
import { ALLOWANCE, COST, type FaultySlack, openFaultySlack, oursIn, resultsIn } from './slack-fault-kit.ts';

const PUBLIC = 'https://easel.example';

let flow: FaultySlack;
let other: PlayedWorkspace;
beforeEach(async () => {
  flow = await openFaultySlack({
    change: (config) => ({ ...config, ...(config.slack && { slack: { ...config.slack, ...installable() } }) }),
  });
  other = flow.slack.addWorkspace({ name: 'Other', installed: false });
  await install(flow.slack.workspace);
  await install(other);
});
afterEach(async () => {
  await flow.slack.expectConform();
  await flow.close();
});

const installable = () =>
  ({
    access: {
      kind: 'oauth',
      clientId: '1111111111.2222222222',
      clientSecret: 'played-client-secret',
      stateSecret: 'played-state-secret',
      publicBaseUrl: PUBLIC,
    },
    publicBaseUrl: PUBLIC,
  }) as const;

/** Installs Easel in a workspace, from the first page to the last. */
async function install(workspace: PlayedWorkspace): Promise<void> {
  const { slack, url } = flow;
  const browser = openBrowser();
  const { location } = await browser.visit(`${url}/slack/install`);
  const { status } = await browser.visit(slack.approve(location ?? '', { workspace }).replace(PUBLIC, url));
  expect(status).toBe(200);
}

describe('a workspace that removes Easel while a job is on its way', () => {
  it('loses no picture, is not asked again and again, and keeps no other workspace from anything', async () => {
    const { slack, gate, clock, simulator } = flow;
    const [ada, bob] = [slack.person('Ada'), slack.person('Bob', { workspace: other })];
    const theirs = slack.addChannel({ workspace: other });
    await flow.drawing(ada);
    clock.hurry(5);
    slack.uninstall();
    await expect
      .poll(() => flow.log.lines.some(({ message }) => message === 'Easel was removed from a workspace'))
      .toBe(true);
    const calls = slack.traffic.length;
    gate.open();
    await expect
      .poll(async () => (await flow.jobs(ada))[0]?.deliveryTries ?? 0, { timeout: 15_000 })
      .toBeGreaterThan(0);
    expect(slack.traffic.length - calls).toBeLessThan(5);

    await bob.command(theirs, '/imagine', 'a blue fox');
    await slack.until(() => resultsIn(bob, theirs).length === 1, 15_000);
    expect(await flow.balance(bob, other)).toEqual({ available: ALLOWANCE - COST, held: 0 });

    await install(slack.workspace);
    clock.jump(60_000);
    await flow.result(ada);
    await flow.expectQuiet(ada, ALLOWANCE - COST);
    expect(oursIn(ada, slack.channel)).toHaveLength(1);
    expect(simulator.taken).toBe(2);
  });

  it('gets nothing of what others ask, though they share a channel', async () => {
    const { slack } = flow;
    const bob = slack.person('Bob', { workspace: other });
    const shared = slack.addChannel({ workspace: other });
    slack.uninstall();
    await bob.command(shared, '/imagine', 'a blue fox');
    await flow.result(bob, shared);
    const ours = slack.traffic.filter(
      ({ workspaceId, method }) => workspaceId === slack.workspace.id && method !== 'auth.test',
    );
    expect(ours).toEqual([]);
  });
});
