import { tell } from '../envelopes.ts';
import { removeMessage, tellEdited } from '../events.ts';
import { messagePayload } from '../payloads.ts';
import {
  type Answer,
  known,
  type PlayedChannel,
  type PlayedMessage,
  type PlayedUser,
  type PlayedWorkspace,
  STEP_TOKEN,
  type World,
} from '../state.ts';
import { directChannel } from '../things.ts';
import { viewPayload } from '../view-payload.ts';
import type { Asked } from './act.ts';
import { createForms, type Forms, homeOf } from './forms.ts';
import { createInteractions, type Interactions } from './interactions.ts';
import { asSent, type Said, say } from './say.ts';
import { messagesSeenBy, type SeenMessage, type Spot } from './view.ts';
import { type At, visibleTo } from './visible.ts';

/** Somebody who uses Slack. What they do resolves with the first answer, or when three seconds are over. */
export interface Person extends Interactions, Forms {
  readonly id: string;
  readonly user: PlayedUser;
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
}

/** @param workspace where they use the application: for somebody from elsewhere the one that shares its channel with them */
export function createPerson(
  world: World,
  user: PlayedUser,
  workspace: PlayedWorkspace,
  resend: (asked: Asked) => Promise<Answer>,
): Person {
  const direct = () => directChannel(world, workspace, user.id);

  function opensHome(tab: 'home' | 'messages' = 'home'): void {
    const view = homeOf(world, user);
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
    ...createInteractions(world, user, workspace),
    ...createForms(world, user, workspace),
    say: (channel, text, more) => say(world, user, channel, text, more),
    reply: (message, text, more) =>
      say(world, user, known(world.channels, message.channelId), text, { ...more, thread: message }),
    dm: (text, more) => say(world, user, direct(), text, more),
    direct,
    edits(at, text) {
      const { channel, message } = visibleTo(world, user, at);
      if (message.userId !== user.id) throw new Error(`${user.name} did not write that`);
      const before = messagePayload(world, message);
      Object.assign(message, { text: asSent(world, channel, text), edited: true });
      tellEdited(world, message, before);
    },
    again: resend,
    opensHome,
    removes(at) {
      const { message } = visibleTo(world, user, at);
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
  };
}

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
