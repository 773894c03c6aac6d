import { describe, expect, it } from 'vitest';
import type { KeptPayload } from '#src/chat/slack/inbox.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createDocuments } from '#src/store/keyv-documents.ts';
import { createMemoryStorage } from '#src/store/memory-storage.ts';
import type { Forgery } from '../../fakes/slack/transport/http.ts';
import { openConnected } from './open-connected.ts';

/** A store that takes five seconds for each change, by the clock of the test. `asked` is told of each. */
function slowStore({ after }: Pick<Clock, 'after'>, asked: (id: string) => void): Documents<KeptPayload> {
  const inner = createDocuments<KeptPayload>(createMemoryStorage(), 'slack-inbox');
  const fiveSeconds = () => new Promise<void>((resolve) => void after(5000, resolve));
  return {
    ...inner,
    async update(id, change) {
      const time = fiveSeconds();
      asked(id);
      await time;
      return inner.update(id, change);
    },
  };
}

const never = () => new Promise<void>(() => undefined);

describe.each(['http', 'socket'] as const)('Slack by %s', (transport) => {
  it('hears a command, a mention, a shortcut and a direct message, and answers each at once with nothing', async () => {
    const { slack, came } = await openConnected({ transport });
    const ada = slack.person('Ada');
    const asked = await ada.command(slack.channel, '/imagine', 'a fox');
    expect([asked.failed, asked.answer?.body]).toEqual([false, '']);
    await ada.say(slack.channel, '@Easel a fox');
    await ada.dm('a fox');
    expect((await ada.createImage()).failed).toBe(false);
    const requests = await came(4);
    expect(requests.map(({ trigger }) => trigger).sort()).toEqual(['command', 'command', 'message', 'message']);
    for (const { actor, place } of requests)
      expect([actor.displayName, place.tenantId]).toEqual(['Ada', `slack:${slack.workspace.id}`]);
    await slack.until(() => slack.deliveries.every(({ answers }) => answers.length > 0));
    for (const { answers } of slack.deliveries) expect(answers).toMatchObject([{ status: 200, body: '' }]);
  });

  it('takes the same thing five times at once for one', async () => {
    const { slack, requests, came } = await openConnected({ transport, onRequest: never });
    const ada = slack.person('Ada');
    const asked = await ada.command(slack.channel, '/imagine', 'a fox');
    await came(1);
    const answers = await Promise.all([1, 2, 3, 4, 5].map(() => ada.again(asked)));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200]);
    expect(requests).toHaveLength(1);
  });

  it('gives the same id to what comes again later, and to a mention and its message', async () => {
    const { slack, came } = await openConnected({ transport });
    const ada = slack.person('Ada');
    await ada.dm('a fox');
    await came(1);
    const [first] = slack.deliveries;
    if (first) await slack.redeliver(first);
    const [one, other] = await came(2);
    expect(other?.id).toBe(one?.id);
  });

  it('is told by the next process what a dead one had answered', async () => {
    const connected = await openConnected({ transport, onRequest: never });
    const { slack, came } = connected;
    const ada = slack.person('Ada');
    await ada.say(slack.channel, '@Easel a fox');
    await ada.command(slack.channel, '/imagine', 'a cat');
    const before = [...(await came(2))];
    const next = await connected.again({ onRequest: async () => undefined });
    const after = (await next.came(4)).slice(2);
    expect(after.map(({ id }) => id).sort()).toEqual(before.map(({ id }) => id).sort());
    await slack.until(() => next.handedOver() === 2);
    const third = await next.again();
    expect(third.handedOver()).toBe(0);
  });
});

describe('Slack by HTTP', () => {
  it.each<Forgery>(['wrong-secret', 'unsigned', 'stale', 'tampered', 're-ordered', 'no-timestamp', 'other-version'])(
    'refuses what is %s',
    async (how) => {
      const { slack, requests } = await openConnected();
      const ada = slack.person('Ada');
      const { delivery } = await ada.command(slack.channel, '/imagine', 'a fox');
      await slack.until(() => requests.length === 1);
      expect(await slack.forge(delivery, how)).toMatchObject({ status: 401 });
      await ada.say(slack.channel, '@Easel a fox');
      const event = slack.deliveries.find(({ kind }) => kind === 'event');
      if (event) expect(await slack.forge(event, how)).toMatchObject({ status: 401 });
      await slack.until(() => requests.length === 2);
    },
  );

  it('answers commands at once and events once they are kept while the store takes five seconds', async () => {
    const [command, event] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const parts = (itsClock: Pick<Clock, 'after'>) => ({
      inbox: slowStore(itsClock, (id) => (id.startsWith('event:') ? event : command).resolve()),
    });
    const { slack, clock, came, pass } = await openConnected({ parts });
    const ada = slack.person('Ada');
    const asked = ada.command(slack.channel, '/imagine', 'a fox');
    await command.promise;
    await clock.advance(250);
    expect(await asked).toMatchObject({ failed: false });
    await came(1);
    await ada.say(slack.channel, '@Easel a cat');
    await event.promise;
    await clock.advance(1000);
    const told = slack.deliveries.find(({ kind }) => kind === 'event');
    await slack.until(() => told?.answers.length);
    expect(told?.answers[0]).toMatchObject({ status: 503, retry: 0 });
    await pass(4000);
    await came(2);
    // Slack tries at once, and after a minute.
    await pass(61_000);
    expect(told?.answers.at(-1)).toMatchObject({ status: 200 });
    await came(2);
  });

  it('asks Slack to come again before it was started, and after its end', async () => {
    const { slack, start, platform, requests } = await openConnected({ unstarted: true });
    const ada = slack.person('Ada');
    expect((await ada.command(slack.channel, '/imagine', 'a fox')).answer?.status).toBe(503);
    await start();
    expect((await ada.command(slack.channel, '/imagine', 'a fox')).answer?.status).toBe(200);
    await slack.until(() => requests.length === 1);
    await platform.stop();
    expect((await ada.command(slack.channel, '/imagine', 'a fox')).answer?.status).toBe(503);
    expect(platform.connection()).toEqual({ kind: 'off' });
  });

  it('proves its address, and is as the operator reads it', async () => {
    const { slack, platform } = await openConnected();
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc', token: 'x' });
    expect(await slack.post({ type: 'application/json', body })).toMatchObject({
      status: 200,
      body: { challenge: 'abc' },
    });
    expect(platform.connection()).toEqual({
      kind: 'connected',
      by: 'http',
      whom: { kind: 'one', botName: 'easel', teamName: slack.workspace.name },
    });
  });
});
