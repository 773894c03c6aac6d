import { newAddress } from '../api/response-url.ts';
import { interactionBase, newTrigger, tell } from '../envelopes.ts';
import { removeMessage, tellEdited } from '../events.ts';
import { channelName, messagePayload } from '../payloads.ts';
import {
  type Answer,
  known,
  type PlayedChannel,
  type PlayedMessage,
  type PlayedUser,
  type PlayedView,
  type PlayedWorkspace,
  STEP_TOKEN,
  type World,
} from '../state.ts';
import { directChannel } from '../things.ts';
import { viewPayload } from '../view-payload.ts';
import { type Asked, act, close, showForm, showWords } from './act.ts';
import { type FieldValues, viewValues } from './fill-view.ts';
import { asSent, escaped, type Said, say } from './say.ts';
import { buttonsOf, messagesSeenBy, type SeenMessage, type SeenView, type Spot, seenView } from './view.ts';

type At = { readonly channelId: string; readonly ts: string };

/** Somebody who uses Slack. What they do resolves with the first answer, or when three seconds are over. */
export interface Person {
  readonly id: string;
  readonly user: PlayedUser;
  /** A slash command, such as `/imagine`; `verbatim` where what looks like one of Slack's entities was typed letter by letter. */
  command(channel: PlayedChannel, name: string, text?: string, more?: { readonly verbatim?: boolean }): Promise<Asked>;
  /** Writes; `@Easel` is a mention. Resolves once it stands there. */
  say(channel: PlayedChannel, text: string, more?: Said): Promise<PlayedMessage>;
  /** Answers in the thread of a message. */
  reply(message: At, text: string, more?: Omit<Said, 'thread'>): Promise<PlayedMessage>;
  /** A direct message to the application. */
  dm(text: string, more?: Said): Promise<PlayedMessage>;
  /** The channel of the direct messages with the application. */
  direct(): PlayedChannel;
  /** Changes what they wrote. */
  edits(message: At, text: string): void;
  /** The message shortcut "Edit this image", or another by its callback id. */
  editThis(message: At, callbackId?: string): Promise<Asked>;
  /** The global shortcut "Create an image", or another. */
  createImage(callbackId?: string): Promise<Asked>;
  /** A button by its label or action id. */
  press(message: At, button: string): Promise<Asked>;
  /** A button of the app's home. */
  pressHome(button: string): Promise<Asked>;
  /** Sends the form that is open in front of them; by block id or label. */
  submit(values?: FieldValues): Promise<Asked & { readonly errors: Readonly<Record<string, string>> }>;
  /** Closes the form that is open in front of them. */
  closes(): Promise<Asked | null>;
  /** The very same command or interaction once more. */
  again(asked: Asked): Promise<Answer>;
  opensHome(tab?: 'home' | 'messages'): void;
  removes(message: At): void;
  /** Leaves a channel, or the workspace. */
  leaves(channel?: PlayedChannel): void;
  joins(channel: PlayedChannel): void;
  /** Runs a workflow with the application's step in it; resolves with the id of the execution. */
  runsStep(inputs: Readonly<Record<string, unknown>>, callbackId?: string): string;
  /** What stands in a channel, or in a thread by one of its messages, oldest first. */
  sees(spot: Spot, withDeleted?: boolean): SeenMessage[];
  /** What stands in the direct messages with the application, threads left out. */
  seesDirect(): SeenMessage[];
  /** What the application says is going on in a thread. */
  seesStatus(message: At): string | null;
  /** The form open in front of them. */
  view(): SeenView | null;
  home(): SeenView | null;
}

/** @param workspace where they use the application: for somebody from elsewhere the one that shares its channel with them */
export function createPerson(
  world: World,
  user: PlayedUser,
  workspace: PlayedWorkspace,
  resend: (asked: Asked) => Promise<Answer>,
): Person {
  const base = () => interactionBase(world, user, workspace);
  const direct = () => directChannel(world, workspace, user.id);
  const topView = (): PlayedView | undefined => world.views.get(world.stacks.get(user.id)?.at(-1) ?? '');
  const homeView = (): PlayedView | undefined => world.views.get(world.homes.get(user.id) ?? '');

  /** @throws where the person does not see that message. */
  function visible({ channelId, ts }: At): { channel: PlayedChannel; message: PlayedMessage } {
    const channel = known(world.channels, channelId);
    const message = known(world.messages, `${channelId}:${ts}`);
    const isShown = channel.members.has(user.id) && (message.ephemeralFor ?? user.id) === user.id && !message.deleted;
    if (!isShown) throw new Error(`${user.name} does not see that message`);
    return { channel, message };
  }

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
    const { channel, message: shown } = visible(message);
    const found = action(shown.blocks, button);
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
    const view = homeView();
    if (!view) throw new Error('the home is empty');
    const container = { type: 'view', view_id: view.id };
    return interact(action(view.blocks, button), null, null, { view: viewPayload(world, view), container });
  }

  /** @throws where there is no such button. */
  function action(blocks: PlayedMessage['blocks'], wanted: string): object {
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

  async function submit(values: FieldValues = {}): Promise<Asked & { errors: Readonly<Record<string, string>> }> {
    const view = topView();
    if (!view) throw new Error('no form is open');
    const state = await viewValues(world, user, view, values);
    const trigger = newTrigger(world, user, workspace.id, view.channelId);
    const body = {
      type: 'view_submission',
      ...base(),
      trigger_id: trigger,
      view: viewPayload(world, view, state),
      response_urls: [],
    };
    let errors: Readonly<Record<string, string>> = {};
    const asked = await act(world, 'interaction', body, async (answer) => {
      errors = await showForm(world, user, view, answer);
    });
    return { ...asked, errors };
  }

  async function closes(): Promise<Asked | null> {
    const view = topView();
    if (!view) throw new Error('no form is open');
    close(world, user.id, view.id);
    if (!view.notifyOnClose) return null;
    const body = { type: 'view_closed', ...base(), view: viewPayload(world, view), is_cleared: false };
    return act(world, 'interaction', body, async () => undefined);
  }

  async function editThis(at: At, callbackId = 'edit_image'): Promise<Asked> {
    const { channel, message } = visible(at);
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

  function opensHome(tab: 'home' | 'messages' = 'home'): void {
    const view = homeView();
    const shown = tab === 'home' && view ? { view: viewPayload(world, view) } : {};
    const event = {
      type: 'app_home_opened',
      user: user.id,
      channel: direct().id,
      tab,
      ...shown,
      event_ts: world.newTs(),
    };
    tell(world, { subscription: 'app_home_opened', scope: null, workspace, event });
  }

  function runsStep(inputs: Readonly<Record<string, unknown>>, callbackId = 'make_picture'): string {
    const id = world.newId('Fx');
    world.executions.set(id, { id, workspaceId: workspace.id, end: null });
    const event = {
      type: 'function_executed',
      function: stepOf(world, callbackId),
      inputs,
      function_execution_id: id,
      workflow_execution_id: world.newId('Wx'),
      event_ts: world.newTs(),
      bot_access_token: `${STEP_TOKEN}${id}`,
    };
    tell(world, { subscription: 'function_executed', scope: null, workspace, event });
    return id;
  }

  return {
    id: user.id,
    user,
    command,
    say: (channel, text, more) => say(world, user, channel, text, more),
    reply: (message, text, more) =>
      say(world, user, known(world.channels, message.channelId), text, { ...more, thread: message }),
    dm: (text, more) => say(world, user, direct(), text, more),
    direct,
    edits(at, text) {
      const { channel, message } = visible(at);
      if (message.userId !== user.id) throw new Error(`${user.name} did not write that`);
      const before = messagePayload(world, message);
      Object.assign(message, { text: asSent(world, channel, text), edited: true });
      tellEdited(world, message, before);
    },
    editThis,
    createImage,
    press,
    pressHome,
    submit,
    closes,
    again: resend,
    opensHome,
    removes(at) {
      const { message } = visible(at);
      if (message.userId !== user.id && !user.isAdmin && !user.isOwner)
        throw new Error(`${user.name} may not remove that`);
      removeMessage(world, message);
    },
    leaves(channel) {
      if (channel) channel.members.delete(user.id);
      else {
        user.deleted = true;
        for (const one of world.channels.values()) if (one.kind !== 'im') one.members.delete(user.id);
      }
      world.changed();
    },
    joins(channel) {
      channel.members.add(user.id);
      // Somebody from elsewhere brings Slack Connect with them.
      if (user.workspaceId !== channel.workspaceId) channel.sharedWith.add(user.workspaceId);
    },
    runsStep,
    sees: (spot, withDeleted) => messagesSeenBy(world, user.id, spot, withDeleted),
    seesDirect: () => messagesSeenBy(world, user.id, direct()),
    seesStatus: ({ channelId, ts }) =>
      statusIn(world, channelId, world.messages.get(`${channelId}:${ts}`)?.threadTs ?? ts),
    view: () => shownView(world, user.id, topView()),
    home: () => shownView(world, user.id, homeView()),
  };
}

const shownView = (world: World, userId: string, view: PlayedView | undefined): SeenView | null =>
  view ? seenView(world, userId, view) : null;

const STATUS_MS = 2 * 60_000;

/** It is gone after two minutes. */
function statusIn(world: World, channelId: string, threadTs: string): string | null {
  const found = world.statuses.get(`${channelId}:${threadTs}`);
  return found && world.clock.now() - found.at < STATUS_MS ? found.text : null;
}

const stepOf = (world: World, callbackId: string): object => ({
  id: 'Fn0PLAYED',
  callback_id: callbackId,
  title: 'Make a picture',
  description: 'Makes a picture',
  type: 'app',
  input_parameters: [],
  output_parameters: [],
  app_id: world.app.id,
  date_created: 0,
  date_updated: 0,
  date_deleted: 0,
  form_enabled: false,
});
