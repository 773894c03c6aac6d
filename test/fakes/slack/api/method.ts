import { z } from 'zod';
import { isMember } from '../places.ts';
import { refusal, refusalAt } from '../refusal.ts';
import type { Installation, PlayedChannel, PlayedWorkspace, World } from '../state.ts';

/** Whose token a call carries. */
export interface Caller {
  readonly installation: Installation;
  /** Of an organisation's token all its workspaces; the first is the one it was installed from. */
  readonly workspaces: readonly PlayedWorkspace[];
  readonly workspace: PlayedWorkspace;
}

export type Args = Readonly<Record<string, unknown>>;

/** One method of the Web API: by the scopes it needs, or one for which no bot token is asked. */
export type Method =
  | { readonly needs: readonly string[]; answer(args: Args, caller: Caller): object | Promise<object> }
  | { readonly open: 'to-app-tokens' | 'to-anybody'; respond(args: Args, authorization: string): object };

export type Methods = Readonly<Record<string, Method>>;

/** The arguments in that shape. @throws the refusal that names the first that is not. */
export function readArgs<T>(schema: z.ZodType<T>, args: Args): T {
  const read = schema.safeParse(args);
  if (read.success) return read.data;
  throw refusalAt(
    'invalid_arguments',
    read.error.issues.map((issue) => `${issue.message} [json-pointer:/${issue.path.join('/')}]`),
  );
}

/** Numbers and booleans arrive as text in a form. */
export const yes = z.union([z.boolean(), z.enum(['true', 'false', '1', '0']).transform((text) => /true|1/.test(text))]);

/** A conversation that the caller may post to. @throws Slack's refusals. */
export function writable(world: World, caller: Caller, channelId: string): PlayedChannel {
  const channel = visible(world, caller, channelId);
  if (channel.archived) throw refusal('is_archived');
  if (isMember(channel, caller)) return channel;
  if (channel.kind === 'channel' && caller.installation.scopes.has('chat:write.public')) return channel;
  throw refusal('not_in_channel');
}

/** A conversation that the caller knows of: private ones only from within. @throws `channel_not_found`. */
export function visible(world: World, caller: Caller, channelId: string): PlayedChannel {
  const channel = world.channels.get(channelId);
  const isTheirs =
    channel && caller.workspaces.some(({ id }) => id === channel.workspaceId || channel.sharedWith.has(id));
  const isOpen = channel && (channel.kind === 'channel' || isMember(channel, caller));
  if (!channel || channel.deleted || !isTheirs || !isOpen) throw refusal('channel_not_found');
  return channel;
}
