import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { createManualClock } from '../manual-clock.ts';
import { judgeDeliveries } from './judge-traffic.ts';
import { clientOf, openSlack } from './open-slack.ts';

const PNG = await pngOf({ width: 8, height: 6 });
const plain = (text: string) => ({ type: 'plain_text' as const, text });

describe('a response address', () => {
  async function openAsked() {
    const clock = createManualClock();
    const slack = await openSlack({ clock });
    const ada = slack.person('Ada');
    ada.joins(slack.privateChannel);
    const { payload } = await ada.command(slack.privateChannel, '/imagine', 'a fox');
    const respond = async (body: object) => {
      const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
      const response = await fetch(String(payload.response_url), init);
      return { status: response.status, text: await response.text() };
    };
    return { clock, slack, ada, respond };
  }

  it('answers five times, also where the application is not', async () => {
    const { slack, ada, respond } = await openAsked();
    for (let time = 0; time < 5; time++)
      expect(await respond({ text: `no ${time}` })).toMatchObject({ status: 200, text: 'ok' });
    expect(await respond({ text: 'no' })).toMatchObject({ status: 404, text: '{"ok":false,"error":"used_url"}' });
    const seen = ada.sees(slack.privateChannel);
    expect(seen.map(({ text, ephemeral }) => [text, ephemeral])).toEqual(
      [0, 1, 2, 3, 4].map((time) => [`no ${time}`, true]),
    );
  });

  it('answers for half an hour, for all where it is told to', async () => {
    const { slack, ada, clock, respond } = await openAsked();
    await clock.advance(30 * 60_000);
    await respond({ text: 'for all', response_type: 'in_channel' });
    expect(ada.sees(slack.privateChannel)).toMatchObject([{ text: 'for all', ephemeral: false, ours: true }]);
    await clock.advance(1);
    expect((await respond({ text: 'late' })).text).toContain('expired_url');
    expect((await respond({ text: 7 })).status).toBe(404);
  });
});

describe('a pressed button', () => {
  it('replaces or removes the message it stands on, also one that only one person sees', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const channel = slack.channel.id;
    const blocks = [
      {
        type: 'actions' as const,
        elements: [{ type: 'button' as const, text: plain('Yes'), action_id: 'yes', value: 's1' }],
      },
    ];
    await client.chat.postEphemeral({ channel, user: ada.id, text: 'Sure?', blocks });
    const [shown] = ada.sees(slack.channel);
    const { payload } = await ada.press(shown ?? expect.fail(), 'Yes');
    expect(payload).toMatchObject({ container: { is_ephemeral: true }, actions: [{ value: 's1', action_id: 'yes' }] });
    await expect(ada.press(shown ?? expect.fail(), 'No')).rejects.toThrow('there is no No, but Yes');
    await expect(slack.person('Eve').press(shown ?? expect.fail(), 'Yes')).rejects.toThrow('does not see');
    const respond = (body: object) =>
      fetch(String(payload.response_url), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
    await respond({ replace_original: true, text: 'Done' });
    expect(ada.sees(slack.channel)).toMatchObject([{ words: 'Done', ephemeral: true, buttons: [] }]);
    await respond({ delete_original: true });
    expect(ada.sees(slack.channel)).toEqual([]);
  });
});

describe('the other ways in', () => {
  it('are shortcuts, a home and a step of a workflow, as Slack describes them', async () => {
    const slack = await openSlack();
    const ada = slack.person('Ada');
    const said = await ada.say(slack.channel, 'look', { files: [{ name: 'fox.png', bytes: PNG }] });
    const edit = await ada.editThis(said);
    expect(edit.payload).toMatchObject({
      type: 'message_action',
      callback_id: 'edit_image',
      message: { files: [{ name: 'fox.png' }] },
    });
    const create = await ada.createImage();
    expect(create.payload).toMatchObject({ type: 'shortcut', callback_id: 'create_image' });
    ada.opensHome();
    const { ts } = await ada.say(slack.channel, '', { forward: said });
    expect(slack.message({ channelId: slack.channel.id, ts }).attachments).toMatchObject([
      { files: [{ name: 'fox.png' }] },
    ]);
    const { found, judged } = await judgeDeliveries(slack.deliveries);
    expect(found).toEqual([]);
    expect(judged).toEqual(['message_action', 'shortcut', 'app_home_opened']);
  });

  it('end a step once, with its own token', async () => {
    const slack = await openSlack();
    const id = slack.person('Ada').runsStep({ prompt: 'a fox' });
    const { event } = slack.deliveries[0]?.body ?? expect.fail();
    expect(event).toMatchObject({ type: 'function_executed', function_execution_id: id, inputs: { prompt: 'a fox' } });
    const client = clientOf(slack, Object(event).bot_access_token);
    await client.functions.completeSuccess({ function_execution_id: id, outputs: { link: 'x' } });
    expect(slack.execution(id).end).toEqual({ outputs: { link: 'x' } });
    const again = client.functions.completeError({ function_execution_id: id, error: 'no' });
    await expect(again).rejects.toMatchObject({ data: { error: 'function_execution_not_in_running_state' } });
    await slack.expectConform();
  });
});
