import type { Clock } from '#src/ports/clock.ts';
import type { SlackHandle } from '../handle.ts';
import type { Session } from './session.ts';

/** The requests that this process shows something of. */
export interface SessionMap {
  of(handle: SlackHandle): Session;
  /** Does what may be the last of a request. */
  last(handle: SlackHandle, work: (session: Session) => Promise<void>): Promise<void>;
}

/** An ended session is kept for a while, so that progress that comes late finds it. */
const REMEMBERED_MS = 10 * 60_000;
/** More at once means that most of them were taken up by other processes, and are not missed. */
const MOST_SESSIONS = 10_000;

export function createSessionMap(create: (handle: SlackHandle) => Session, clock: Clock): SessionMap {
  const sessions = new Map<string, Session>();

  function sessionOf(handle: SlackHandle): Session {
    const known = sessions.get(handle.id);
    if (known) return known;
    const session = create(handle);
    sessions.set(handle.id, session);
    const [oldest] = sessions.keys();
    if (sessions.size > MOST_SESSIONS && oldest !== undefined) sessions.delete(oldest);
    return session;
  }

  return {
    of: sessionOf,
    async last(handle, work) {
      const session = sessionOf(handle);
      await work(session);
      clock.after(REMEMBERED_MS, () => {
        if (sessions.get(handle.id) === session) sessions.delete(handle.id);
      });
    },
  };
}
