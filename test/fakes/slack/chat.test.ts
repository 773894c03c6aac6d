import { describe, expect, it } from 'vitest';
import { createManualClock } from '../manual-clock.ts';
import { clientOf, openSlack } from './open-slack.ts';

const section = (text: string) => ({ type: 'section' as const, text: { type: 'mrkdwn' as const, text } });
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const button = (text: string, id: string) => ({ type: 'button' as const, text: plain(text), action_id: id });
const refusedAs = (error: string) => ({ data: { ok: false, error } });

describe('a message of the application', () => {
  it('is read with its entities, and calls whom it names', async () => {
    const slack = await openSlack();
    const ada = slack.person('Ada');
    const rich = (text: string) => ({
      type: 'rich_text' as const,
      elements: [{ type: 'rich_text_section' as const, elements: [{ type: 'text' as const, text }] }],
    });
    await clientOf(slack).chat.postMessage({
      channel: slack.channel.id,
      text: 'a &lt;fox&gt;',
      blocks: [section(`<@${ada.id}> &lt;!channel&gt; <!here> <https://x.test|there>`), rich('<!channel> &lt;')],
    });
    const [seen] = ada.sees(slack.channel);
    expect(seen).toMatchObject({ text: 'a <fox>', words: '@Ada <!channel> @here there\n<!channel> &lt;' });
    expect(seen?.notified).toEqual([ada.id, 'here']);
  });

  it.each<[string, string, object]>([
    ['nothing in it', 'no_text', {}],
    ['51 blocks', 'invalid_blocks', { blocks: Array.from({ length: 51 }, () => section('x')) }],
    ['a long section', 'invalid_blocks', { blocks: [section('x'.repeat(3001))] }],
    ['a long button', 'invalid_blocks', { blocks: [{ type: 'actions', elements: [button('x'.repeat(76), 'a')] }] }],
    [
      'a long value',
      'invalid_blocks',
      { blocks: [{ type: 'actions', elements: [{ ...button('x', 'a'), value: 'x'.repeat(2001) }] }] },
    ],
    ['a long action id', 'invalid_blocks', { blocks: [{ type: 'actions', elements: [button('x', 'a'.repeat(256))] }] }],
    [
      'one action twice',
      'invalid_blocks',
      { blocks: [{ type: 'actions', elements: [button('x', 'a'), button('y', 'a')] }] },
    ],
    [
      '26 buttons',
      'invalid_blocks',
      { blocks: [{ type: 'actions', elements: Array.from({ length: 26 }, (_, at) => button('x', `a${at}`)) }] },
    ],
    ['a long header', 'invalid_blocks', { blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] }],
    [
      'one block id twice',
      'invalid_blocks',
      {
        blocks: [
          { ...section('x'), block_id: 'b' },
          { ...section('y'), block_id: 'b' },
        ],
      },
    ],
    ['an unknown field', 'invalid_blocks', { blocks: [{ ...section('x'), colour: 'red' }] }],
    ['a picture without alt text', 'invalid_blocks', { blocks: [{ type: 'image', slack_file: { id: 'F1' } }] }],
    [
      'a form field for files',
      'invalid_blocks',
      { blocks: [{ type: 'input', label: plain('x'), element: { type: 'file_input' } }] },
    ],
    [
      'too many words in all',
      'msg_blocks_too_long',
      { blocks: Array.from({ length: 5 }, () => section('x'.repeat(2700))) },
    ],
    [
      'a picture nobody can fetch',
      'invalid_blocks',
      { blocks: [{ type: 'image', alt_text: 'x', image_url: 'https://pictures.test/a.png' }] },
    ],
  ])('is refused with %s', async (_name, error, content) => {
    const slack = await openSlack();
    const call = clientOf(slack).apiCall('chat.postMessage', { channel: slack.channel.id, ...content });
    await expect(call).rejects.toMatchObject(refusedAs(error));
    expect(slack.person('Ada').sees(slack.channel)).toEqual([]);
  });

  it('says where in the blocks something is wrong', async () => {
    const slack = await openSlack();
    const call = clientOf(slack).chat.postMessage({
      channel: slack.channel.id,
      text: 'x',
      blocks: [section('x'), section('')],
    });
    const messages = ['[ERROR] must be more than 0 characters [json-pointer:/blocks/1/text/text]'];
    await expect(call).rejects.toMatchObject({ data: { response_metadata: { messages } } });
  });

  it('is posted only where the application is', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const elsewhere = slack.addChannel({ withBot: false });
    const post = (channel: { id: string }) => client.chat.postMessage({ channel: channel.id, text: 'x' });
    await expect(post(elsewhere)).rejects.toMatchObject(refusedAs('not_in_channel'));
    await expect(post(slack.privateChannel)).rejects.toMatchObject(refusedAs('channel_not_found'));
    await expect(post({ id: 'C1' })).rejects.toMatchObject(refusedAs('channel_not_found'));
    slack.invite(slack.privateChannel);
    await post(slack.privateChannel);
    slack.grant('chat:write.public');
    await post(elsewhere);
    slack.archive(elsewhere);
    await expect(post(elsewhere)).rejects.toMatchObject(refusedAs('is_archived'));
    slack.kick(slack.privateChannel);
    await expect(post(slack.privateChannel)).rejects.toMatchObject(refusedAs('channel_not_found'));
  });

  it('is edited and deleted by the application alone, and not when it is gone', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada', { admin: true });
    const { ts = '', channel = '' } = await client.chat.postMessage({
      channel: slack.channel.id,
      text: 'x',
      blocks: [section('y')],
    });
    await client.chat.update({ channel, ts, text: 'z' });
    expect(ada.sees(slack.channel)).toMatchObject([{ words: 'z', edited: true, blocks: [] }]);
    const theirs = await ada.say(slack.channel, 'mine');
    await expect(client.chat.update({ channel, ts: theirs.ts, text: 'z' })).rejects.toMatchObject(
      refusedAs('cant_update_message'),
    );
    await expect(client.chat.delete({ channel, ts: theirs.ts })).rejects.toMatchObject(
      refusedAs('cant_delete_message'),
    );
    ada.removes({ channelId: channel, ts });
    await expect(client.chat.update({ channel, ts, text: 'z' })).rejects.toMatchObject(refusedAs('message_not_found'));
    await expect(client.chat.delete({ channel, ts })).rejects.toMatchObject(refusedAs('message_not_found'));
  });

  it('stands in a thread, or is for one person alone', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const [ada, eve] = [slack.person('Ada'), slack.person('Eve')];
    const root = await ada.say(slack.channel, 'hello');
    const reply = await ada.reply(root, 'more');
    const channel = slack.channel.id;
    await client.chat.postMessage({ channel, thread_ts: reply.ts, text: 'in the thread' });
    await client.chat.postEphemeral({ channel, user: ada.id, thread_ts: root.ts, text: 'only you' });
    await client.assistant.threads.setStatus({ channel_id: channel, thread_ts: root.ts, status: 'draws' });
    expect(eve.sees(slack.channel)).toMatchObject([{ text: 'hello', replies: 3 }]);
    expect(ada.sees(root).map(({ text }) => text)).toEqual(['hello', 'more', 'in the thread', 'only you']);
    expect(eve.sees(reply).map(({ text }) => text)).toEqual(['hello', 'more', 'in the thread']);
    expect(eve.seesStatus(reply)).toBe('draws');
    ada.leaves(slack.channel);
    const late = client.chat.postEphemeral({ channel, user: ada.id, text: 'only you' });
    await expect(late).rejects.toMatchObject(refusedAs('user_not_in_channel'));
    await expect(client.chat.postMessage({ channel, thread_ts: '1.000000', text: 'x' })).rejects.toMatchObject(
      refusedAs('thread_not_found'),
    );
    await slack.expectConform();
  });

  it('has a status in its thread for two minutes, or until something is said', async () => {
    const clock = createManualClock();
    const slack = await openSlack({ clock });
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const root = await ada.say(slack.channel, 'hello');
    const place = { channel_id: slack.channel.id, thread_ts: root.ts };
    await client.assistant.threads.setStatus({ ...place, status: 'draws' });
    await clock.advance(119_000);
    expect(ada.seesStatus(root)).toBe('draws');
    await clock.advance(1000);
    expect(ada.seesStatus(root)).toBeNull();
    await client.assistant.threads.setStatus({ ...place, status: 'draws' });
    await client.chat.postMessage({ channel: slack.channel.id, thread_ts: root.ts, text: 'done' });
    expect(ada.seesStatus(root)).toBeNull();
  });

  it('reaches a person directly, while they are there', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const { channel } = await client.conversations.open({ users: ada.id });
    await client.chat.postMessage({ channel: channel?.id ?? '', text: 'for you' });
    expect(ada.seesDirect()).toMatchObject([{ text: 'for you', ours: true }]);
    expect(slack.person('Eve').sees(ada.direct())).toEqual([]);
    ada.leaves();
    await expect(client.conversations.open({ users: ada.id })).rejects.toMatchObject(refusedAs('user_disabled'));
    expect((await client.users.info({ user: ada.id })).user).toMatchObject({ deleted: true });
  });
});
