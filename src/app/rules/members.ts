import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Member } from './standings.ts';

export interface Members {
  /** Remembers somebody who asks for something, in their roles. Writes only what changed, and once a day that they were seen. */
  seen(actor: Actor, place: Pick<Place, 'tenantId'>): Promise<void>;
  /** Everybody Easel has met in a tenant; of a role only those who were in it when they were seen. */
  list(tenantId: string, roleId?: string): AsyncIterable<readonly [personId: string, member: Member]>;
}

const DAY_MS = 86_400_000;
const REMEMBERED = 20_000;

export function createMembers({
  members,
  clock,
}: {
  readonly members: Documents<Member>;
  readonly clock: Clock;
}): Members {
  // What this process has written already, so that the store is asked about nobody twice a day.
  const known = new Map<string, string>();
  return { seen, list };

  async function seen(
    { userId, displayName: name, roles }: Actor,
    { tenantId }: Pick<Place, 'tenantId'>,
  ): Promise<void> {
    const now = clock.now();
    const id = `${tenantId}:${userId}`;
    const mark = JSON.stringify([name, roles?.toSorted(), Math.floor(now / DAY_MS)]);
    if (known.get(id) === mark) return;
    await members.update(id, (current) => {
      // A platform that does not tell roles just now takes none away.
      const next = { name, roles: roles ?? current?.roles ?? [], seenAt: now };
      return current && isSame(current, next) ? current : next;
    });
    if (known.size >= REMEMBERED) known.clear();
    known.set(id, mark);
  }

  async function* list(tenantId: string, roleId?: string) {
    const prefix = `${tenantId}:`;
    for await (const [id, member] of members.list(prefix))
      if (roleId === undefined || member.roles.includes(roleId)) yield [id.slice(prefix.length), member] as const;
  }
}

/** Within a day; a clock that went back writes nothing either. */
const isSame = (one: Member, other: Member): boolean =>
  one.name === other.name && rolesOf(one) === rolesOf(other) && other.seenAt - one.seenAt < DAY_MS;

const rolesOf = ({ roles }: Member): string => JSON.stringify(roles.toSorted());
