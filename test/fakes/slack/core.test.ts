import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { judgeDeliveries } from './judge-traffic.ts';
import { clientOf, openBolt, openSlack } from './open-slack.ts';
import { imageBlock, ready } from './uploading.ts';

const PNG = await pngOf({ width: 8, height: 6 });

describe('the played Slack', () => {
  it('carries a command to Bolt and its answer back', async () => {
    const slack = await openSlack();
    const app = await openBolt(slack);
    app.command('/imagine', async ({ ack, command, client }) => {
      await ack('On it');
      await client.chat.postMessage({ channel: command.channel_id, text: `drawing ${command.text}` });
    });
    const ada = slack.person('Ada');
    const asked = await ada.command(slack.channel, '/imagine', 'a <fox> & @Easel');
    expect(asked).toMatchObject({
      failed: false,
      payload: { text: `a &lt;fox&gt; &amp; <@${slack.workspace.botUserId}|easel>` },
    });
    await slack.until(() => ada.sees(slack.channel).length === 2);
    const seen = ada.sees(slack.channel);
    expect(seen.find(({ ephemeral }) => ephemeral)).toMatchObject({ text: 'On it' });
    expect(seen.find(({ ephemeral }) => !ephemeral)).toMatchObject({ ours: true, text: 'drawing a <fox> & @Easel' });
    const eve = slack.person('Eve');
    expect(eve.sees(slack.channel).map(({ text }) => text)).toEqual(['drawing a <fox> & @Easel']);
    await slack.expectConform();
  });

  it('shows a picture that was posted, and a broken one where it was only put into an edit', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const progress = await client.chat.postMessage({ channel: slack.channel.id, text: 'Accepted' });
    const id = await ready(slack, client, PNG);
    const content = { channel: slack.channel.id, text: 'a fox', blocks: [imageBlock(id)] };
    await client.chat.update({ ...content, ts: progress.ts ?? '' });
    expect(ada.sees(slack.channel)).toMatchObject([{ edited: true, images: [{ alt: 'a fox', broken: true }] }]);
    const posted = await client.chat.postMessage(content);
    expect(ada.sees(slack.channel).at(-1)?.images).toMatchObject([{ broken: false, width: 8, height: 6 }]);
    const info = await client.files.info({ file: id });
    expect(info.file?.shares?.public?.[slack.channel.id]).toMatchObject([{ ts: posted.ts }]);
    await slack.expectConform();
  });

  it('delivers a mention with a file twice, and a button and its form once', async () => {
    const slack = await openSlack();
    slack.grant('channels:history');
    const app = await openBolt(slack);
    const heard: string[] = [];
    app.event('app_mention', async ({ event, client }) => {
      heard.push(`mention ${event.files?.length}`);
      const button = {
        type: 'button' as const,
        action_id: 'easel:edit:',
        text: { type: 'plain_text' as const, text: 'Edit' },
        value: 's1',
      };
      await client.chat.postMessage({
        channel: event.channel,
        thread_ts: event.ts,
        text: 'a fox',
        blocks: [{ type: 'actions', elements: [button] }],
      });
    });
    app.message(async ({ message }) => void heard.push(`message ${message.subtype ?? ''}`));
    app.action('easel:edit:', async ({ ack, body, client }) => {
      await ack();
      if (!('trigger_id' in body)) return;
      const input = { type: 'plain_text_input' as const, action_id: 'value' };
      const files = { type: 'file_input' as const, action_id: 'value' };
      const label = (text: string) => ({ type: 'plain_text' as const, text });
      await client.views.open({
        trigger_id: body.trigger_id,
        view: {
          type: 'modal',
          callback_id: 'easel:form:edit',
          title: label('Edit'),
          submit: label('Go'),
          blocks: [
            { type: 'input', block_id: 'prompt', label: label('Words'), element: input },
            { type: 'input', block_id: 'image', label: label('Picture'), element: files, optional: true },
          ],
        },
      });
    });
    const sent = new Promise<object>((resolve) => {
      app.view('easel:form:edit', async ({ ack, view }) => {
        await ack();
        resolve(view.state.values);
      });
    });

    const ada = slack.person('Ada');
    const said = await ada.say(slack.channel, '@Easel make it blue', { files: [{ name: 'fox.png', bytes: PNG }] });
    const [answer] = await slack.until(() => ada.sees(said).length === 2 && ada.sees(said).slice(1));
    expect(heard.filter((one) => !one.endsWith('message '))).toEqual(
      expect.arrayContaining(['mention 1', 'message file_share']),
    );
    expect(new Set(slack.deliveries.map(({ body }) => body.event_id)).size).toBe(slack.deliveries.length);
    await ada.press(answer ?? expect.fail(), 'Edit');
    await slack.until(() => ada.view());
    expect(ada.view()).toMatchObject({
      title: 'Edit',
      fields: [{ label: 'Words', required: true }, { required: false }],
    });
    await expect(ada.submit({})).rejects.toThrow('needs Words');
    await ada.submit({ prompt: 'in blue', Picture: [{ name: 'mask.png', bytes: PNG }] });
    expect(await sent).toMatchObject({
      prompt: { value: { value: 'in blue' } },
      image: { value: { files: [{ mimetype: 'image/png' }] } },
    });
    expect(ada.view()).toBeNull();
    const { found, judged } = await judgeDeliveries(slack.deliveries);
    expect(found).toEqual([]);
    expect(new Set(judged)).toEqual(
      new Set(['message', 'message_file_share', 'app_mention', 'block_actions', 'view_submission']),
    );
    await slack.expectConform();
  });
});
