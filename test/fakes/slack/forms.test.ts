import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { createManualClock } from '../manual-clock.ts';
import { clientOf, openBolt, openSlack } from './open-slack.ts';

const PNG = await pngOf({ width: 8, height: 6 });
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const option = (value: string) => ({ text: plain(value.toUpperCase()), value });
const refusedAs = (error: string) => ({ data: { ok: false, error } });

const field = (id: string, element: object, optional = true) => ({
  type: 'input',
  block_id: id,
  label: plain(id),
  element: { action_id: 'value', ...element },
  optional,
});
const modal = (blocks: object[], more: object = {}) => ({
  type: 'modal',
  callback_id: 'easel:form:imagine',
  title: plain('Create'),
  submit: plain('Go'),
  private_metadata: '{}',
  blocks,
  ...more,
});
const words = field('prompt', { type: 'plain_text_input', max_length: 10 });

describe('a form', () => {
  async function openTable() {
    const clock = createManualClock();
    const slack = await openSlack({ clock });
    const client = clientOf(slack);
    const ada = slack.person('Ada');
    const trigger = async () => String((await ada.command(slack.channel, '/imagine')).payload.trigger_id);
    const open = (trigger_id: string, view: object = modal([words])) =>
      client.apiCall('views.open', { trigger_id, view });
    return { clock, slack, client, ada, trigger, open };
  }

  it('opens within three seconds, once', async () => {
    const { ada, clock, open, trigger } = await openTable();
    const good = await trigger();
    await clock.advance(3000);
    await open(good);
    expect(ada.view()).toMatchObject({ title: 'Create', submit: 'Go', callbackId: 'easel:form:imagine' });
    await expect(open(good)).rejects.toMatchObject(refusedAs('exchanged_trigger_id'));
    const late = await trigger();
    await clock.advance(3001);
    await expect(open(late)).rejects.toMatchObject(refusedAs('expired_trigger_id'));
    await expect(open('1.2.3')).rejects.toMatchObject(refusedAs('invalid_trigger_id'));
  });

  it.each<[string, object]>([
    ['a long title', modal([words], { title: plain('x'.repeat(25)) })],
    ['a long button', modal([words], { submit: plain('x'.repeat(25)) })],
    ['much in its pocket', modal([words], { private_metadata: 'x'.repeat(3001) })],
    ['a long name', modal([words], { callback_id: 'x'.repeat(256) })],
    ['fields and no button', modal([words], { submit: undefined })],
    ['101 blocks', modal(Array.from({ length: 101 }, () => ({ type: 'divider' })))],
    ['eleven files', modal([field('image', { type: 'file_input', max_files: 11 })])],
    ['a choice among nothing', modal([field('model', { type: 'static_select', options: [] })])],
    [
      'a preset that is no choice',
      modal([field('model', { type: 'static_select', options: [option('a')], initial_option: option('b') })]),
    ],
    ['the shape of a home', { type: 'home', blocks: [] }],
  ])('is refused with %s', async (_name, view) => {
    const { open, trigger } = await openTable();
    await expect(open(await trigger(), view)).rejects.toMatchObject(refusedAs('invalid_arguments'));
  });

  it('is filled in as far as its fields let it', async () => {
    const { ada, open, trigger, slack } = await openTable();
    const view = modal([
      field('prompt', { type: 'plain_text_input', max_length: 10 }, false),
      field('model', {
        type: 'static_select',
        options: [option('flare'), option('ink')],
        initial_option: option('ink'),
      }),
      field('shape', { type: 'radio_buttons', options: [option('wide'), option('tall')] }),
      field('private', { type: 'checkboxes', options: [option('yes')] }),
      field('image', { type: 'file_input', filetypes: ['png'], max_files: 1 }),
      field('easel:place', { type: 'conversations_select', default_to_current_conversation: true }),
      field('who', { type: 'users_select' }),
    ]);
    await open(await trigger(), view);
    await expect(ada.submit({})).rejects.toThrow('needs prompt');
    await expect(ada.submit({ prompt: 'x'.repeat(11) })).rejects.toThrow('more than 10');
    await expect(ada.submit({ prompt: 'x', seed: 1 })).rejects.toThrow('no field seed');
    await expect(ada.submit({ prompt: 'x', model: 'flux' })).rejects.toThrow('there is no flux');
    await expect(ada.submit({ prompt: 'x', image: [{ name: 'a.txt', bytes: PNG }] })).rejects.toThrow('none of png');
    const file = { name: 'a.png', bytes: PNG };
    await expect(ada.submit({ prompt: 'x', image: [file, file] })).rejects.toThrow('at most 1');
    const { payload } = await ada.submit({ prompt: 'x', shape: 'WIDE', private: true, image: [file], who: ada });
    expect(payload).toMatchObject({
      type: 'view_submission',
      view: {
        state: {
          values: {
            prompt: { value: { type: 'plain_text_input', value: 'x' } },
            model: { value: { selected_option: { value: 'ink' } } },
            shape: { value: { selected_option: { value: 'wide' } } },
            private: { value: { selected_options: [{ value: 'yes' }] } },
            image: { value: { files: [{ name: 'a.png', mimetype: 'image/png' }] } },
            'easel:place': { value: { selected_conversation: slack.channel.id } },
            who: { value: { selected_user: ada.id } },
          },
        },
      },
    });
  });

  it('shows what its answer holds: mistakes, another form, one above it, nothing', async () => {
    const slack = await openSlack();
    const app = await openBolt(slack);
    const ada = slack.person('Ada');
    const answers: object[] = [
      { response_action: 'errors', errors: { prompt: 'too wild' } },
      { response_action: 'update', view: modal([words], { title: plain('Second') }) },
      { response_action: 'push', view: modal([words], { title: plain('Third') }) },
    ];
    app.command('/imagine', async ({ ack, body, client }) => {
      await ack();
      await client.apiCall('views.open', { trigger_id: body.trigger_id, view: modal([words]) });
    });
    app.view('easel:form:imagine', async ({ ack }) => {
      const answer = answers.shift();
      // The shapes above are those of Slack's own type.
      await (answer ? (ack as (answer: object) => Promise<void>)(answer) : ack());
    });
    await ada.command(slack.channel, '/imagine');
    await slack.until(() => ada.view());
    expect((await ada.submit()).errors).toEqual({ prompt: 'too wild' });
    await ada.submit();
    expect(ada.view()?.title).toBe('Second');
    await ada.submit();
    expect(ada.view()?.title).toBe('Third');
    await ada.submit();
    expect(ada.view()?.title).toBe('Second');
    await ada.closes();
    expect(ada.view()).toBeNull();
  });

  it('is changed while it is open, by its newest version only', async () => {
    const { ada, client, open, trigger } = await openTable();
    const { view } = (await open(await trigger())) as { view?: { id: string; hash: string } };
    const update = (hash?: string) =>
      client.apiCall('views.update', { view_id: view?.id, hash, view: modal([words], { title: plain('New') }) });
    await update(view?.hash);
    expect(ada.view()?.title).toBe('New');
    await expect(update(view?.hash)).rejects.toMatchObject(refusedAs('hash_conflict'));
    await ada.closes();
    await expect(update()).rejects.toMatchObject(refusedAs('not_found'));
  });
});

describe('the home of the application', () => {
  it('is shown to the one it was made for, who presses its buttons', async () => {
    const slack = await openSlack();
    const client = clientOf(slack);
    const [ada, eve] = [slack.person('Ada'), slack.person('Eve')];
    ada.opensHome();
    const button = { type: 'button', text: plain('More'), action_id: 'more', value: 's1' };
    const blocks = [
      { type: 'header', text: plain('7 credits') },
      { type: 'actions', elements: [button] },
    ];
    await client.apiCall('views.publish', { user_id: ada.id, view: { type: 'home', blocks } });
    expect(ada.home()).toMatchObject({ words: '7 credits', buttons: [{ label: 'More' }] });
    expect(eve.home()).toBeNull();
    const { payload } = await ada.pressHome('More');
    expect(payload).toMatchObject({ type: 'block_actions', view: { type: 'home' }, actions: [{ value: 's1' }] });
    expect(payload.response_url).toBeUndefined();
    ada.opensHome();
    expect(slack.deliveries.map(({ body }) => body.event ?? body.type)).toMatchObject([
      { type: 'app_home_opened', tab: 'home', user: ada.id },
      'block_actions',
      { type: 'app_home_opened', view: { type: 'home' } },
    ]);
    await slack.expectConform();
  });
});
