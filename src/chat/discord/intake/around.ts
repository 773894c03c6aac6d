import type { ChannelFacts } from '../channel-facts.ts';
import type { IntakeParts } from './parts.ts';

/** What the connection knew when something came, so that a process that is not connected yet reads it the same. JSON. */
export interface Around {
  readonly applicationId: string;
  readonly botUserId: string;
  readonly botRoleId?: string;
  readonly readsMessages: boolean;
  readonly channels: Readonly<Record<string, KeptFacts>>;
}

type KeptFacts = Omit<ChannelFacts, 'permissions'> & { readonly permissions: string | null };
type Known = Pick<IntakeParts, 'applicationId' | 'botUserId' | 'botRoleOf' | 'channelOf' | 'mayReadMessages'>;

export interface Whereabouts {
  readonly channelId: string;
  readonly guildId: string | null | undefined;
  /** Of a thread, where the event tells it. */
  readonly parentId?: string | null | undefined;
}

export function aroundOf({ channelId, guildId, parentId }: Whereabouts, known: Known): Around {
  const { applicationId, botUserId, botRoleOf, channelOf, mayReadMessages } = known;
  const ids = [channelId, parentId ?? channelOf(channelId)?.parentId].filter((id) => typeof id === 'string');
  const botRoleId = guildId ? botRoleOf?.(guildId) : undefined;
  return {
    applicationId: applicationId(),
    botUserId: botUserId(),
    ...(botRoleId !== undefined && { botRoleId }),
    readsMessages: mayReadMessages(),
    channels: Object.fromEntries(
      ids.flatMap((id) => {
        const facts = channelOf(id);
        return facts ? [[id, asKept(facts)] as const] : [];
      }),
    ),
  };
}

/** The same in place of what the connection knows now. */
export const knownAround = ({ applicationId, botUserId, botRoleId, readsMessages, channels }: Around): Known => ({
  applicationId: () => applicationId,
  botUserId: () => botUserId,
  botRoleOf: () => botRoleId,
  mayReadMessages: () => readsMessages,
  channelOf(id) {
    const facts = Object.hasOwn(channels, id) ? channels[id] : undefined;
    return facts && { ...facts, permissions: facts.permissions === null ? null : BigInt(facts.permissions) };
  },
});

const asKept = ({ permissions, ...facts }: ChannelFacts): KeptFacts => ({
  ...facts,
  permissions: permissions === null ? null : String(permissions),
});
