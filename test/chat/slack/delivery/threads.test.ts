import { describe, expect, it } from 'vitest';
import { failure } from '../../../contracts/chat-platform-cards.ts';
import { openBench } from './bench.ts';
import { result } from './cards.ts';

const THREAD_BUTTON = { kind: 'thread', label: 'Thread', state: 'state-2', opensForm: false } as const;

describe('the thread of a result', () => {
  it('is the one of its message, the same again, and plain words count there from then on', async () => {
    const { handle, deliveries, again, drive, sees, bob, channel, sessions } = await openBench();
    const given = await handle();
    await drive(deliveries.delivery(given).finish(result()));
    const opened = await drive(deliveries.openThread(given, 'a fox'));
    const [seen] = sees(bob);
    expect(opened).toMatchObject({ channelId: `${channel.id}/${seen?.ts}`, needsMention: true });
    expect(opened.url).toMatch(/^https:\/\/studio\.slack\.com\/archives\//);
    expect(await drive(again().deliveries.openThread(given, 'another name'))).toEqual(opened);
    expect(await sessions.isFresh(channel.id, seen?.ts ?? '')).toBe(true);
  });

  it('is the thread that it stands in, and no button leads there', async () => {
    const { handle, mention, deliveries, drive, channel, sees, bob } = await openBench();
    const from = mention();
    const given = await handle('public', from);
    await drive(deliveries.delivery(given).finish(result(undefined, { actions: [THREAD_BUTTON] })));
    const opened = await drive(deliveries.openThread(given, 'a fox'));
    expect(opened.channelId).toBe(`${channel.id}/${from.threadTs}`);
    const seen = sees(bob, { channelId: channel.id, ts: from.threadTs ?? '' });
    expect(seen.at(-1)?.buttons).toEqual([]);
  });

  it('is refused about what only one person sees, what is not finished, and what moved', async () => {
    const { handle, deliveries, drive, channel, workspace } = await openBench();
    const refused = { code: 'not-allowed' };
    const own = await handle('private');
    await drive(deliveries.delivery(own).finish(result()));
    await expect(drive(deliveries.openThread(own, 'a fox'))).rejects.toMatchObject(refused);
    const given = await handle();
    await expect(drive(deliveries.openThread(given, 'a fox'))).rejects.toMatchObject(refused);
    channel.members.delete(workspace.botUserId);
    await drive(deliveries.delivery(given).finish(result()));
    await expect(drive(deliveries.openThread(given, 'a fox'))).rejects.toMatchObject(refused);
  });
});

describe('the step of a workflow', () => {
  async function step() {
    const opened = await openBench();
    const { world, workspace, handle, origin, deliveries } = opened;
    world.executions.set('Fx1', { id: 'Fx1', workspaceId: workspace.id, end: null });
    const given = await handle('public', origin({ functionExecutionId: 'Fx1', responseUrl: null }));
    return { ...opened, delivery: deliveries.delivery(given), end: () => world.executions.get('Fx1')?.end };
  }

  it('is completed with the result’s address and its job, once', async () => {
    const { delivery, drive, end } = await step();
    await drive(delivery.finish(result()));
    await drive(delivery.finish(result()));
    expect(end()).toEqual({ outputs: { link: expect.stringContaining('slack.com/archives'), job: 'job1' } });
  });

  it('fails with the words of the failure', async () => {
    const { delivery, drive, end } = await step();
    await drive(delivery.fail(failure()));
    expect(end()).toEqual({ error: failure().failure.message });
  });

  it('fails where there is an answer instead of a result', async () => {
    const { delivery, drive, end } = await step();
    await drive(delivery.answer({ kind: 'text', text: [{ plain: 'Not enough credits.' }] }, 'asker'));
    expect(end()).toEqual({ error: 'Not enough credits.' });
  });

  it('is completed at last where Slack did not take it at first', async () => {
    const { delivery, drive, end, fail, sees, bob } = await step();
    fail({ method: 'functions.completeSuccess', status: 500, times: 3 });
    await expect(drive(delivery.finish(result()))).rejects.toMatchObject({ code: 'unavailable' });
    await drive(delivery.finish(result()));
    expect(end()).toMatchObject({ outputs: { job: 'job1' } });
    expect(sees(bob)).toHaveLength(1);
  });
});
