import { isThread, may } from './permissions.ts';
import { missingAccess, missingPermissions, refusal, unknownChannel } from './refusal.ts';
import type { PermissionName, PlayedChannel, World } from './state.ts';

/** A channel that the bot itself reaches. @throws 10003 where there is none, 50001 where it may not see it. */
export function botsChannel(world: World, id: string): PlayedChannel {
  const channel = world.channels.get(id);
  if (!channel) throw unknownChannel();
  if (!may(world, world.application.botId, channel, 'ViewChannel')) throw missingAccess();
  return channel;
}

/** @throws 50013 where the bot lacks one of them. */
export function require(world: World, channel: PlayedChannel, ...names: PermissionName[]): void {
  for (const name of names) if (!may(world, world.application.botId, channel, name)) throw missingPermissions();
}

/** Editing in an archived thread is not possible; sending opens it again, unless it is locked. */
export function refuseInArchived(world: World, channelId: string): void {
  const channel = world.channels.get(channelId);
  if (!channel) throw unknownChannel();
  if (isThread(channel) && channel.archived) throw refusal(400, 50083, 'Thread is archived');
}

/** @throws what Discord says where the bot may not write, or not with files. */
export function requireSending(world: World, channel: PlayedChannel, hasFiles: boolean): void {
  require(world, channel, isThread(channel) ? 'SendMessagesInThreads' : 'SendMessages');
  if (hasFiles) require(world, channel, 'AttachFiles');
  if (channel.locked && !may(world, world.application.botId, channel, 'ManageThreads'))
    refuseInArchived(world, channel.id);
}
