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
/** A group that nobody knows may be new; whoever types names that are none does not ask Slack each time. */
const AGAIN_MS = 10_000;

const Group = z.object({ id: SlackId, handle: maybe(z.string()), users: listOf(z.string()) });
const Listed = z.object({ usergroups: listOf(Group) });

interface Groups {
  readonly at: number;
  readonly all: readonly z.output<typeof Group>[];
}

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
  const known = createRemembered<Groups>({
    clock,
    holdsMs: (groups) => (groups ? HOLDS_MS : MINUTE_MS),
    most: MOST_WORKSPACES,
  });
  const look = (workspace: Workspace) => known.get(tenantOf(workspace), () => ask(workspace));
  const groupsIn = async (workspace: Workspace) => (await look(workspace))?.all;

  return {
    /** The ids of those that somebody is in; `undefined` where nobody tells. Never rejects. */
    async of(workspace: Workspace, userId: string): Promise<readonly string[] | undefined> {
      return (await groupsIn(workspace))?.filter(({ users }) => users.includes(userId)).map(({ id }) => id);
    },

    /** The id of the one with that handle, with or without its @. Never rejects. */
    async named(workspace: Workspace, written: string): Promise<string | undefined> {
      const handle = written.replace(/^@/, '').toLowerCase();
      const find = async () => (await groupsIn(workspace))?.find((group) => group.handle?.toLowerCase() === handle)?.id;
      const found = await find();
      const asked = await look(workspace);
      if (found !== undefined || !asked || clock.now() < asked.at + AGAIN_MS) return found;
      known.forget(tenantOf(workspace));
      return find();
    },

    /** The handle of one, without its @. Never rejects. */
    async handleOf(workspace: Workspace, id: string): Promise<string | undefined> {
      return (await groupsIn(workspace))?.find((group) => group.id === id)?.handle ?? undefined;
    },

    changed: (workspace: Workspace): void => known.forget(tenantOf(workspace)),
  };

  async function ask(workspace: Workspace): Promise<Groups | undefined> {
    const outcome = await send(workspace, 'usergroups.list', { include_users: true });
    const at = clock.now();
    const read = outcome.ok ? Listed.safeParse(outcome.body).data : undefined;
    if (outcome.ok) return read && { at, all: read.usergroups };
    const { kind } = outcome.problem;
    // Not every workspace lets Easel read them, and that stays so.
    if (kind === 'missing-scope') return { at, all: [] };
    log.info({ why: kind }, 'User groups could not be read');
    return undefined;
  }
}
