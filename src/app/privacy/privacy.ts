import { accountIdOf } from '#src/app/accept-job.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Privacy } from '#src/ports/privacy.ts';
import { type ExportParts, exportPerson } from './export-person.ts';
import type { ForgetPerson } from './forget-person.ts';

export interface PrivacyParts extends ExportParts {
  readonly forgetPerson: ForgetPerson;
}

/** What the person who asks may have of what is kept of them, in the tenant where they ask. */
export function createPrivacy(
  { actor, place: { tenantId } }: Pick<IncomingRequest, 'actor' | 'place'>,
  parts: PrivacyParts,
): Privacy {
  const person = { tenantId, personId: actor.userId };
  const accountId = accountIdOf(tenantId, actor.userId);
  return {
    exported: () => exportPerson({ ...person, name: actor.displayName }, accountId, parts),
    forget: () => parts.forgetPerson.forget(person, accountId),
  };
}
