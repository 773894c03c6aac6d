import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Send } from '../delivery/send.ts';
import type { Workspace } from '../origin.ts';
import { tenantOf } from './place.ts';
import { createRemembered } from './remembered.ts';
import { listOf, maybe, SlackId } from './shapes.ts';

export interface GroupParts {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
  /** The id of a user group, or its handle; absent where none moderates. */
  readonly moderatorGroup?: string;
}

const MINUTE_MS = 60_000;
const HOLDS_MS = 10 * MINUTE_MS;
const MOST_WORKSPACES = 1000;

const Users = z.object({ users: listOf(z.string()) });
const Groups = z.object({ usergroups: listOf(z.object({ id: SlackId, handle: maybe(z.string()) })) });

interface Group {
  readonly id: string;
  readonly members: ReadonlySet<string>;
}

const Changed = z.object({
  subteam_id: SlackId,
  added_users: maybe(z.array(z.string())),
  removed_users: maybe(z.array(z.string())),
});

/** The user group whose members moderate besides admins and owners. */
export function createModeratorGroup({ send, clock, log, moderatorGroup }: GroupParts) {
  const known = createRemembered<Group>({
    clock,
    holdsMs: (group) => (group ? HOLDS_MS : MINUTE_MS),
    most: MOST_WORKSPACES,
  });

  return {
    /** Never rejects: where nothing can be had, nobody is in it. */
    async has(workspace: Workspace, userId: string): Promise<boolean> {
      if (moderatorGroup === undefined) return false;
      const group = await known.get(tenantOf(workspace), () => look(workspace, moderatorGroup));
      return group?.members.has(userId) ?? false;
    },

    /** @param event `subteam_members_changed`, as Slack sent it. */
    changed(workspace: Workspace, event: unknown): void {
      if (Changed.safeParse(event).success) known.forget(tenantOf(workspace));
    },
  };

  async function look(workspace: Workspace, name: string): Promise<Group | undefined> {
    const id = await idOf(workspace, name);
    const outcome = id ? await send(workspace, 'usergroups.users.list', { usergroup: id }) : undefined;
    const read = outcome?.ok ? Users.safeParse(outcome.body) : undefined;
    if (id && read?.success) return { id, members: new Set(read.data.users) };
    const why = outcome && !outcome.ok ? outcome.problem.kind : 'not-found';
    log.warn({ group: name, why }, "The moderators' user group could not be read");
    return undefined;
  }

  async function idOf(workspace: Workspace, name: string): Promise<string | undefined> {
    if (/^S[A-Z0-9]{5,}$/.test(name)) return name;
    const handle = name.replace(/^@/, '').toLowerCase();
    const outcome = await send(workspace, 'usergroups.list', {});
    const read = outcome.ok ? Groups.safeParse(outcome.body) : undefined;
    return read?.data?.usergroups.find((group) => group.handle?.toLowerCase() === handle)?.id;
  }
}
