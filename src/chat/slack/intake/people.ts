import { inTime } from '#src/ports/clock.ts';
import type { Send } from '../delivery/send.ts';
import type { Workspace } from '../origin.ts';
import { createModeratorGroup, type GroupParts } from './moderator-group.ts';
import { type Person, personIn } from './person.ts';
import { tenantOf } from './place.ts';
import { createRemembered } from './remembered.ts';
import { createUserGroups } from './user-groups.ts';

/** Somebody, as far as it can be told in time. Never rejects. */
export type LookUpPerson = (workspace: Workspace, userId: string, hints?: PersonHints) => Promise<Person>;

export interface PersonHints {
  /** What Slack called them in passing. */
  readonly userName?: string | undefined;
  /** A form is to be opened, for which Slack gives three seconds in all. */
  readonly isUrgent?: boolean;
}

const MINUTE_MS = 60_000;
const HOLDS_MS = 10 * MINUTE_MS;
const FAILURE_HOLDS_MS = MINUTE_MS / 2;
const MOST_PEOPLE = 5000;

const PATIENCE_MS = 2000;
const URGENT_PATIENCE_MS = 1000;

/** Who people are and whether they moderate, asked of Slack once in ten minutes. */
export function createPeople(parts: GroupParts & { readonly send: Send }) {
  const { send, clock } = parts;
  const group = createModeratorGroup(parts);
  const groups = createUserGroups(parts);
  const known = createRemembered<Person>({
    clock,
    holdsMs: (person) => (person ? HOLDS_MS : FAILURE_HOLDS_MS),
    most: MOST_PEOPLE,
  });

  async function look(workspace: Workspace, userId: string): Promise<Person | undefined> {
    const outcome = await send(workspace, 'users.info', { user: userId, include_locale: true });
    return outcome.ok ? personIn(outcome.body, workspace) : undefined;
  }

  const person: LookUpPerson = async (workspace, userId, { userName, isUrgent = false } = {}) => {
    const patienceMs = isUrgent ? URGENT_PATIENCE_MS : PATIENCE_MS;
    const [found, isInGroup, inGroups] = await Promise.all([
      inTime(
        known.get(`${tenantOf(workspace)}:${userId}`, () => look(workspace, userId)),
        patienceMs,
        clock,
      ),
      inTime(group.has(workspace, userId), patienceMs, clock),
      inTime(groups.of(workspace, userId), patienceMs, clock),
    ]);
    const whoever = found ?? { displayName: userName || userId, isModerator: false, isGuest: false };
    const isModerator = whoever.isModerator || isInGroup === true;
    return { ...whoever, isModerator, ...(inGroups && { groups: inGroups }) };
  };

  return {
    person,
    groups,
    /** @param event `subteam_members_changed`, as Slack sent it. */
    groupChanged(workspace: Workspace, event: unknown): void {
      group.changed(workspace, event);
      groups.changed(workspace);
    },
  };
}
