import { newAddress } from '../api/response-url.ts';
import { interactionBase, newTrigger } from '../envelopes.ts';
import { channelName, messagePayload } from '../payloads.ts';
import {
  known,
  type PlayedChannel,
  type PlayedMessage,
  type PlayedUser,
  type PlayedWorkspace,
  type World,
} from '../state.ts';
import { viewPayload } from '../view-payload.ts';
import { type Asked, act, showWords } from './act.ts';
import { homeOf } from './forms.ts';
import { asSent, escaped } from './say.ts';
import { buttonsOf } from './view.ts';
import { type At, visibleTo } from './visible.ts';

export interface Interactions {
  /** A slash command, such as `/imagine`; `verbatim` where what looks like one of Slack's entities was typed letter by letter. */
  command(channel: PlayedChannel, name: string, text?: string, more?: { readonly verbatim?: boolean }): Promise<Asked>;
  /** The message shortcut "Edit this image", or another by its callback id. */
  editThis(message: At, callbackId?: string): Promise<Asked>;
  /** The global shortcut "Create an image", or another. */
  createImage(callbackId?: string): Promise<Asked>;
  /** A button by its label or action id. */
  press(message: At, button: string): Promise<Asked>;
  /** A button of the app's home. */
  pressHome(button: string): Promise<Asked>;
}

/** What a person asks of the application by commands, shortcuts and buttons. */
export function createInteractions(world: World, user: PlayedUser, workspace: PlayedWorkspace): Interactions {
  const base = () => interactionBase(world, user, workspace);

  function address(channel: PlayedChannel, original: PlayedMessage | null) {
    const threadTs = original?.threadTs ?? null;
    const url = newAddress(world, {
      workspaceId: workspace.id,
      userId: user.id,
      channelId: channel.id,
      threadTs,
      original,
    });
    return known(world.addresses, url);
  }

  async function command(channel: PlayedChannel, name: string, typed = '', { verbatim = false } = {}): Promise<Asked> {
    if (!channel.members.has(user.id)) throw new Error(`${user.name} is not in ${channel.name}`);
    if (!workspace.installation?.scopes.has('commands'))
      throw new Error(`there is no ${name}: the scope commands is missing`);
    const answers = address(channel, null);
    const { enterprise, installation } = workspace;
    const body = {
      token: world.app.verificationToken,
      team_id: workspace.id,
      team_domain: workspace.domain,
      channel_id: channel.id,
      channel_name: channelName(channel),
      user_id: user.id,
      user_name: user.name,
      command: name,
      text: verbatim ? escaped(typed) : asSent(world, channel, typed, true),
      api_app_id: world.app.id,
      is_enterprise_install: String(installation.isEnterprise),
      ...(enterprise && { enterprise_id: enterprise.id, enterprise_name: enterprise.name }),
      response_url: answers.url,
      trigger_id: newTrigger(world, user, workspace.id, channel.id),
    };
    return act(world, 'command', body, (answer) => showWords(world, answers, answer));
  }

  async function press(message: At, button: string): Promise<Asked> {
    const { channel, message: shown } = visibleTo(world, user, message);
    const found = action(world, shown.blocks, button);
    const payload = messagePayload(world, shown);
    const container = {
      type: 'message',
      message_ts: shown.ts,
      channel_id: channel.id,
      is_ephemeral: shown.ephemeralFor !== null,
      ...(shown.threadTs !== null && { thread_ts: shown.threadTs }),
    };
    const place = { channel: { id: channel.id, name: channelName(channel) }, message: payload, container };
    return interact(found, channel, shown, place);
  }

  async function pressHome(button: string): Promise<Asked> {
    const view = homeOf(world, user);
    if (!view) throw new Error('the home is empty');
    const container = { type: 'view', view_id: view.id };
    return interact(action(world, view.blocks, button), null, null, { view: viewPayload(world, view), container });
  }

  function interact(
    pressed: object,
    channel: PlayedChannel | null,
    original: PlayedMessage | null,
    place: object,
  ): Promise<Asked> {
    const answers = channel && address(channel, original);
    const body = {
      type: 'block_actions',
      ...base(),
      ...place,
      trigger_id: newTrigger(world, user, workspace.id, channel?.id ?? null),
      ...(answers && { response_url: answers.url }),
      state: { values: {} },
      actions: [pressed],
    };
    return act(world, 'interaction', body, async () => undefined);
  }

  async function editThis(at: At, callbackId = 'edit_image'): Promise<Asked> {
    const { channel, message } = visibleTo(world, user, at);
    const answers = address(channel, null);
    const body = {
      type: 'message_action',
      ...base(),
      action_ts: world.newTs(),
      callback_id: callbackId,
      trigger_id: newTrigger(world, user, workspace.id, channel.id),
      response_url: answers.url,
      message_ts: message.ts,
      channel: { id: channel.id, name: channelName(channel) },
      message: messagePayload(world, message),
    };
    return act(world, 'interaction', body, async () => undefined);
  }

  function createImage(callbackId = 'create_image'): Promise<Asked> {
    const trigger = newTrigger(world, user, workspace.id, null);
    const body = {
      type: 'shortcut',
      ...base(),
      action_ts: world.newTs(),
      callback_id: callbackId,
      trigger_id: trigger,
    };
    return act(world, 'interaction', body, async () => undefined);
  }

  return { command, press, pressHome, editThis, createImage };
}

/** A button as it is sent when it is pressed. @throws where there is no such button. */
function action(world: World, blocks: PlayedMessage['blocks'], wanted: string): object {
  const buttons = blocks.flatMap(buttonsOf);
  const found = buttons.find(({ label, actionId }) => [label, actionId].includes(wanted));
  if (!found) throw new Error(`there is no ${wanted}, but ${buttons.map(({ label }) => label).join(', ')}`);
  return {
    type: 'button',
    action_id: found.actionId,
    block_id: found.blockId,
    text: { type: 'plain_text', text: found.label, emoji: true },
    ...(found.value !== null && { value: found.value }),
    ...(found.url !== null && { url: found.url }),
    ...(found.style !== 'normal' && { style: found.style }),
    action_ts: world.newTs(),
  };
}
