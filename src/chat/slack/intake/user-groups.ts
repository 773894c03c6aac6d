import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Send } from '../delivery/send.ts';
import type { Workspace } from '../origin.ts';
import { tenantOf } from './place.ts';
import { createRemembered } from './remembered.ts';
import { listOf, maybe, SlackId } from './shapes.ts';

const MINUTE_MS = 60_000;
const HOLDS_MS = 10 * MINUTE_MS;
const MOST_WORKSPACES = 1000;

const Group = z.object({ id: SlackId, handle: maybe(z.string()), users: listOf(z.string()) });
const Groups = z.object({ usergroups: listOf(Group) });

type Group = z.output<typeof Group>;

export type UserGroups = ReturnType<typeof createUserGroups>;

/** The user groups of workspaces, asked of Slack once in ten minutes. None where Easel may not read them. */
export function createUserGroups({
  send,
  clock,
  log,
}: {
  readonly send: Send;
  readonly clock: Clock;
  readonly log: Log;
}) {
  const known = createRemembered<readonly Group[]>({
    clock,
    holdsMs: (groups) => (groups ? HOLDS_MS : MINUTE_MS),
    most: MOST_WORKSPACES,
  });
  const groupsIn = (workspace: Workspace) => known.get(tenantOf(workspace), () => look(workspace));

  return {
    /** The ids of those that somebody is in; `undefined` where nobody tells. Never rejects. */
    async of(workspace: Workspace, userId: string): Promise<readonly string[] | undefined> {
      return (await groupsIn(workspace))?.filter(({ users }) => users.includes(userId)).map(({ id }) => id);
    },

    /** The id of the one with that handle, with or without its @. Never rejects. */
    async named(workspace: Workspace, written: string): Promise<string | undefined> {
      const handle = written.replace(/^@/, '').toLowerCase();
      return (await groupsIn(workspace))?.find((group) => group.handle?.toLowerCase() === handle)?.id;
    },

    /** The handle of one, without its @. Never rejects. */
    async handleOf(workspace: Workspace, id: string): Promise<string | undefined> {
      return (await groupsIn(workspace))?.find((group) => group.id === id)?.handle ?? undefined;
    },

    changed: (workspace: Workspace): void => known.forget(tenantOf(workspace)),
  };

  async function look(workspace: Workspace): Promise<readonly Group[] | undefined> {
    const outcome = await send(workspace, 'usergroups.list', { include_users: true });
    if (outcome.ok) return Groups.safeParse(outcome.body).data?.usergroups;
    const { kind } = outcome.problem;
    // Not every workspace lets Easel read them, and that stays so.
    if (kind === 'missing-scope') return [];
    log.info({ why: kind }, 'User groups could not be read');
    return undefined;
  }
}
