import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { pngOf } from '../../fixtures/pictures.ts';
import { createManualClock } from '../manual-clock.ts';
import { clientOf, openSlack } from './open-slack.ts';
import type { PlayedSlack, SlackOptions } from './slack.ts';

const PNG = await pngOf({ width: 8, height: 6 });
const FILE = [{ name: 'day.png', bytes: PNG }];
const plain = (text: string) => ({ type: 'plain_text' as const, text });
const ORG = { workspace: { enterprise: 'Acme', orgInstall: true } };

const fixture = (name: string): unknown =>
  JSON.parse(readFileSync(new URL(`../../fixtures/slack/${name}.json`, import.meta.url), 'utf8'));

/** Every path to a value with its type, whichever place in a list it has. */
function pathsOf(value: unknown, path = ''): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => pathsOf(one, `${path}[]`));
  if (typeof value !== 'object' || value === null) return [`${path} ${value === null ? 'null' : typeof value}`];
  return Object.entries(value).flatMap(([name, inner]) => pathsOf(inner, `${path}.${name}`));
}

/** What the application was told last, of this kind. */
const told = (slack: PlayedSlack, type: string, subtype?: string) =>
  slack.deliveries.findLast(({ body }) => {
    const event = Object(body.event);
    return event.type === type && event.subtype === subtype;
  })?.body;

async function button(slack: PlayedSlack) {
  const ada = slack.person('Ada');
  const element = { type: 'button' as const, text: plain('Edit'), action_id: 'easel:edit:', value: 's1' };
  const content = { text: 'a fox', blocks: [{ type: 'actions' as const, elements: [element] }] };
  const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: slack.channel.id, ...content });
  return (await ada.press({ channelId: slack.channel.id, ts }, 'Edit')).payload;
}

async function form(slack: PlayedSlack) {
  const ada = slack.person('Ada');
  const { payload } = await ada.createImage();
  const field = (id: string, element: object) => ({
    type: 'input',
    block_id: id,
    label: plain(id),
    optional: true,
    element: { action_id: 'value', ...element },
  });
  const blocks = [
    field('prompt', { type: 'plain_text_input' }),
    field('model', { type: 'static_select', options: [{ text: plain('Flare'), value: 'flare' }] }),
    field('private', { type: 'checkboxes', options: [{ text: plain('Yes'), value: 'yes' }] }),
    field('image', { type: 'file_input' }),
    field('easel:place', { type: 'conversations_select' }),
  ];
  const view = {
    type: 'modal',
    callback_id: 'easel:form:imagine',
    title: plain('Create'),
    submit: plain('Go'),
    private_metadata: '{}',
    blocks,
  };
  await clientOf(slack).apiCall('views.open', { trigger_id: payload.trigger_id, view });
  const values = { prompt: 'a fox', model: 'flare', private: true, image: FILE, 'easel:place': slack.channel };
  return (await ada.submit(values)).payload;
}

async function home(slack: PlayedSlack) {
  const ada = slack.person('Ada');
  const view = { type: 'home', blocks: [{ type: 'header', text: plain('7 credits') }] };
  await clientOf(slack).apiCall('views.publish', { user_id: ada.id, view });
  ada.opensHome();
  return told(slack, 'app_home_opened');
}

async function mention(slack: PlayedSlack) {
  await slack.person('Ada').say(slack.channel, '@Easel a fox', { files: FILE });
  return told(slack, 'app_mention')?.event;
}

async function direct(slack: PlayedSlack) {
  await slack.person('Ada').dm('a fox', { files: FILE });
  return told(slack, 'message', 'file_share')?.event;
}

/** What differs from one message or form to the next. */
const CONTENTS: Readonly<Record<string, RegExp>> = {
  'intake-block-actions': /^\.(message\.|container\.thread_ts)/,
  'intake-view-submission': /^\.view\.state\.values\.(negative|format|quality|exact|mask)|original_[wh]/,
  'intake-message-file-share': /^\.blocks/,
};

function gone(slack: PlayedSlack, how: 'uninstall' | 'revoke', type: string) {
  slack[how]();
  return told(slack, type);
}

describe('a payload of the played Slack has every field that Slack’s own has:', () => {
  it.each<[string, (slack: PlayedSlack) => Promise<unknown> | unknown, SlackOptions?]>([
    [
      'slash-command-enterprise',
      async (slack) => (await slack.person('Ada').command(slack.channel, '/imagine', 'a fox')).payload,
      ORG,
    ],
    [
      'app-mention-enterprise',
      async (slack) => {
        await slack.person('Ada').say(slack.channel, '@Easel a fox');
        return told(slack, 'app_mention');
      },
      ORG,
    ],
    ['app-home-opened', home],
    ['app-uninstalled', (slack) => gone(slack, 'uninstall', 'app_uninstalled')],
    ['tokens-revoked', (slack) => gone(slack, 'revoke', 'tokens_revoked')],
    [
      'intake-slash-command',
      async (slack) => (await slack.person('Ada').command(slack.channel, '/imagine', 'a fox')).payload,
    ],
    ['intake-app-mention-file', mention],
    ['intake-block-actions', button],
    ['intake-view-submission', form],
    ['intake-shortcut-global', async (slack) => (await slack.person('Ada').createImage()).payload],
    ['intake-message-file-share', direct],
    ['intake-message-im', direct],
    [
      'intake-message-deleted',
      async (slack) => {
        const mod = slack.person('Mo', { admin: true });
        const { ts = '' } = await clientOf(slack).chat.postMessage({ channel: mod.direct().id, text: 'a fox' });
        mod.removes({ channelId: mod.direct().id, ts });
        return told(slack, 'message', 'message_deleted')?.event;
      },
    ],
    [
      'intake-function-executed',
      (slack) => {
        slack.person('Ada').runsStep({ prompt: 'a fox', channel: 'C1', user: 'U1' });
        return told(slack, 'function_executed')?.event;
      },
    ],
    [
      'intake-users-info',
      async (slack) => await clientOf(slack).users.info({ user: slack.person('Ada').id, include_locale: true }),
    ],
  ])('%s', async (name, play, options = {}) => {
    const slack = await openSlack({ clock: createManualClock(), ...options });
    const played = new Set(pathsOf(await play(slack)));
    const missing = pathsOf(fixture(name)).filter((path) => !played.has(path) && !CONTENTS[name]?.test(path));
    expect([...new Set(missing)]).toEqual([]);
  });
});
