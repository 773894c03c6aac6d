import { asEaselError, EaselError, isStoreTrouble } from '#src/domain/errors.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { Purse } from '#src/domain/rules/standing.ts';
import type { Members } from './members.ts';
import type { Standings } from './standings.ts';

/** Purses are touched side by side; more at once only wait for each other. */
const AT_ONCE = 16;

/** How many, and what one of the others failed with. */
export interface Touched {
  readonly people: number;
  readonly error?: EaselError;
}

/** The purses of whom a moderator means: of a role or of everybody, those Easel has met. */
export function createSubjectPurses({
  standings,
  members,
}: {
  readonly standings: Standings;
  readonly members: Members;
}) {
  return { eachPurse, purseIsThere };

  /** @throws {EaselError} `option-invalid` where what is meant has no purse. */
  async function purseIsThere(tenantId: string, subject: Subject): Promise<void> {
    if (subject.kind === 'channel' || subject.kind === 'tenant') await purseOf(tenantId, subject);
  }

  /** @returns how many purses were touched, and what went wrong with another; nothing more is tried once the store is away. */
  async function eachPurse(
    tenantId: string,
    subject: Subject,
    touch: (purse: Purse) => Promise<unknown>,
  ): Promise<Touched> {
    let met = 0;
    const failed: EaselError[] = [];
    const waiting = new Set<Promise<unknown>>();
    for await (const purse of pursesOf(tenantId, subject)) {
      met++;
      const work = touch(purse)
        .catch((error: unknown) => failed.push(asEaselError(error)))
        .finally(() => waiting.delete(work));
      waiting.add(work);
      if (waiting.size >= AT_ONCE) await Promise.race(waiting);
      if (failed.some(isStoreTrouble)) break;
    }
    await Promise.all(waiting);
    const error = failed.find(isStoreTrouble) ?? failed[0];
    return { people: met - failed.length, ...(error && { error }) };
  }

  async function* pursesOf(tenantId: string, subject: Subject): AsyncGenerator<Purse, void> {
    if (subject.kind === 'role' || subject.kind === 'everyone') {
      for await (const [personId] of members.list(tenantId, subject.kind === 'role' ? subject.id : undefined))
        yield await purseOf(tenantId, { kind: 'person', id: personId });
    } else yield await purseOf(tenantId, subject);
  }

  async function purseOf(tenantId: string, subject: Exclude<Subject, { kind: 'role' | 'everyone' }>): Promise<Purse> {
    const personId = subject.kind === 'person' ? subject.id : '';
    const channelId = subject.kind === 'channel' ? subject.id : '';
    const { purses } = await standings.ofMember({ tenantId, personId, channelId });
    const purse = purses.find(({ of }) => of === subject.kind);
    if (purse) return purse;
    const option = subject.kind === 'channel' ? 'channel' : 'everyone';
    const allowed = 'it where all together have an allowance of their own; /quota set gives one';
    throw new EaselError('option-invalid', { option, value: 'without an allowance', allowed });
  }
}
