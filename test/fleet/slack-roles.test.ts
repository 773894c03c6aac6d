import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openBrowser } from '../chat/slack/install/browser.ts';
import { freePort } from '../fakes/free-port.ts';
import { realRedis } from '../fakes/real-stores.ts';
import { scratchFolder } from '../fakes/scratch-folder.ts';
import type { Person } from '../fakes/slack/people/person.ts';
import type { SeenMessage } from '../fakes/slack/people/view.ts';
import { type PlayedSlack, type SlackOptions, startSlack } from '../fakes/slack/slack.ts';
import type { PlayedChannel, PlayedWorkspace } from '../fakes/slack/state.ts';
import { openAiAt } from '../flows/open-flow.ts';
import { expectWhole, isResult, readOf } from '../flows/open-slack-flow.ts';
import { oursIn } from '../flows/slack-fault-kit.ts';
import { openRoles, type Roles } from './open-roles.ts';

const SLOW = 120_000;
const PATIENCE_MS = 20_000;
/** Slack takes nothing later for an answer. */
const ACKNOWLEDGED_MS = 3000;
const ALLOWANCE = 40;
const COST = 2;
const COST_OF_EDIT = 4;

describe.skipIf(realRedis.missing)(`a gateway and workers on Slack${realRedis.missing ?? ''}`, () => {
  it(
    'the gateway answers, a worker without a connection makes it and shows it, and buttons and forms work',
    async () => {
      const { slack, roles, ada } = await open();
      await connected(slack, roles);
      await roles.start('worker');
      expect(slack.sockets.connections()).toBe(1);
      await ada.command(slack.channel, '/imagine', 'a red fox');
      const first = await results(slack, ada, 1);
      await ada.press(first, 'Reroll');
      await results(slack, ada, 2);
      await ada.press(first, 'Edit');
      await slack.until(() => ada.view(), PATIENCE_MS);
      await ada.submit({ prompt: 'at night' });
      await results(slack, ada, 3);
      expect(slack.deliveries.flatMap(({ answers }) => answers).every(({ ms }) => ms < ACKNOWLEDGED_MS)).toBe(true);
      await roles.expectSettled(whose(slack, ada), ALLOWANCE - 2 * COST - COST_OF_EDIT);
      expect(roles.simulator.requests).toHaveLength(3);
      await slack.expectConform();
    },
    SLOW,
  );

  it(
    'asks for no unfinished pictures, which the process that Slack calls does not have',
    async () => {
      const EASEL_CONFIG = join(scratchFolder(), 'easel.json');
      await writeFile(EASEL_CONFIG, JSON.stringify({ slack: { previews: true } }));
      const { slack, roles, ada } = await open({ env: { EASEL_CONFIG, PUBLIC_BASE_URL: 'https://easel.example' } });
      await connected(slack, roles);
      await roles.start('worker');
      await ada.command(slack.channel, '/imagine', 'a red fox');
      await results(slack, ada, 1);
      expect(roles.simulator.requests.map(({ body }) => body)).toEqual([
        expect.not.objectContaining({ partial_images: expect.anything() }),
      ]);
      await slack.expectConform();
    },
    SLOW,
  );

  it(
    'cancels within a second what a worker draws, and nobody pays',
    async () => {
      const { slack, roles, ada } = await open({ paceMs: 8000 });
      await connected(slack, roles);
      await roles.start('worker');
      await ada.command(slack.channel, '/imagine', 'a red fox');
      const isDrawing = ({ buttons }: SeenMessage) => buttons.some(({ label }) => label === 'Cancel');
      const drawing = await slack.until(
        () => roles.simulator.requests.length === 1 && oursIn(ada, slack.channel).find(isDrawing),
        PATIENCE_MS,
      );
      await ada.press(drawing, 'Cancel');
      await slack.until(() => oursIn(ada, slack.channel).some((message) => /cancell?ed/i.test(readOf(message))), 1000);
      await roles.expectSettled(whose(slack, ada), ALLOWANCE);
    },
    SLOW,
  );

  it(
    'tells, once, of what a killed worker had sent, that nobody knows what became of it',
    async () => {
      const { slack, roles, ada } = await open({ paceMs: 4000 });
      await connected(slack, roles);
      const doomed = await roles.start('worker');
      await ada.command(slack.channel, '/imagine', 'a red fox');
      await slack.until(() => roles.simulator.requests.length === 1, PATIENCE_MS);
      await doomed.end('SIGKILL');
      await roles.start('worker');
      const isTold = (message: SeenMessage) => readOf(message).includes('restarted while');
      await slack.until(() => oursIn(ada, slack.channel).some(isTold), PATIENCE_MS);
      await roles.expectSettled(whose(slack, ada), ALLOWANCE);
      expect(oursIn(ada, slack.channel).filter(isTold)).toHaveLength(1);
      expect(roles.simulator.requests).toHaveLength(1);
    },
    SLOW,
  );

  it(
    'a gateway that is killed after its acknowledgement leaves a job that is made and shown once',
    async () => {
      const { slack, roles, ada } = await open({ paceMs: 1500 });
      const gateway = await connected(slack, roles);
      await roles.start('worker');
      await ada.command(slack.channel, '/imagine', 'a red fox');
      await slack.until(() => roles.simulator.requests.length === 1, PATIENCE_MS);
      await gateway.end('SIGKILL');
      await results(slack, ada, 1);
      await roles.expectSettled(whose(slack, ada), ALLOWANCE - COST);
      expect(oursIn(ada, slack.channel).filter(isResult)).toHaveLength(1);
      expect(roles.simulator.requests).toHaveLength(1);
    },
    SLOW,
  );

  it(
    'a worker speaks in each workspace that installed Easel at a gateway, with the token of that one',
    async () => {
      const port = await freePort();
      const slack = await played({ workspace: { installed: false } });
      const { clientId, clientSecret, signingSecret } = slack.app;
      const publicUrl = `http://127.0.0.1:${port}`;
      const roles = await openRoles({
        env: {
          SLACK_API_URL: slack.apiUrl,
          SLACK_SIGNING_SECRET: signingSecret,
          SLACK_CLIENT_ID: clientId,
          SLACK_CLIENT_SECRET: clientSecret,
          SLACK_STATE_SECRET: 'a-long-secret-for-the-state-of-this-test',
          PUBLIC_BASE_URL: publicUrl,
        },
      });
      await roles.start('worker');
      await roles.start('gateway', [], { PORT: String(port) });
      slack.app.requestUrl = `${publicUrl}/slack/events`;
      const other = slack.addWorkspace({ name: 'Other', installed: false });
      for (const workspace of [slack.workspace, other]) await install(slack, publicUrl, workspace);
      const elsewhere = slack.addChannel({ workspace: other, name: 'art' });
      const [ada, ben] = [slack.person('Ada'), slack.person('Ben', { workspace: other })];
      await ada.command(slack.channel, '/imagine', 'a fox');
      await ben.command(elsewhere, '/imagine', 'a cat');
      const shown = [await results(slack, ada, 1), await results(slack, ben, 1, elsewhere)];
      for (const message of shown) expectWhole(message);
      await roles.expectSettled(whose(slack, ada), ALLOWANCE - COST);
      await roles.expectSettled(whose(slack, ben, other), ALLOWANCE - COST);
      await slack.expectConform();
    },
    SLOW,
  );
});

async function played(options: SlackOptions): Promise<PlayedSlack> {
  const slack = await startSlack(options);
  onTestFinished(() => slack.close());
  return slack;
}

interface Wish {
  readonly paceMs?: number;
  readonly env?: Readonly<Record<string, string>>;
}

async function open({ paceMs = 0, env = {} }: Wish = {}) {
  const slack = await played({ transport: 'socket' });
  const own = { SLACK_BOT_TOKEN: slack.token, SLACK_APP_TOKEN: slack.app.appToken, SLACK_API_URL: slack.apiUrl };
  const roles = await openRoles({ paceMs, env: { ...own, ...env }, providers: openAiAt });
  return { slack, roles, ada: slack.person('Ada') };
}

async function connected(slack: PlayedSlack, roles: Roles) {
  const gateway = await roles.start('gateway');
  await slack.until(() => slack.sockets.connections() === 1, PATIENCE_MS);
  return gateway;
}

/** The newest of so many finished results. */
async function results(
  slack: PlayedSlack,
  person: Person,
  count: number,
  channel: PlayedChannel = slack.channel,
): Promise<SeenMessage> {
  const found = () => oursIn(person, channel).filter(isResult);
  return slack.until(() => found().length >= count && found().at(-1), PATIENCE_MS);
}

/** As its owner does in a browser. */
async function install(slack: PlayedSlack, url: string, workspace: PlayedWorkspace): Promise<void> {
  const browser = openBrowser();
  const { location } = await browser.visit(`${url}/slack/install`);
  expect((await browser.visit(slack.approve(location ?? '', { workspace }))).status).toBe(200);
}

const whose = ({ workspace }: PlayedSlack, { id }: Person, { id: own } = workspace) => ({
  tenantId: `slack:${own}`,
  personId: id,
});
