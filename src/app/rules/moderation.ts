import type { createDryRun } from '#src/app/dry-run.ts';
import type { JobLife } from '#src/app/job-life.ts';
import type { WholeParts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { Moderation } from '#src/ports/moderation.ts';
import { createAudit } from './audit.ts';
import { auditCsvLines, csvOf } from './audit-csv.ts';
import { createDecisions } from './decisions.ts';
import { createGrants } from './grants.ts';
import { createPauses } from './pauses.ts';
import { createPersonState } from './person-state.ts';
import { createPolicyBook } from './policy-book.ts';
import { createTenantState } from './tenant-state.ts';
import { createTrial } from './trial.ts';
import { createWhatIf } from './what-if.ts';

export interface ModerationParts extends WholeParts {
  readonly life: Pick<JobLife, 'cancel'>;
  readonly dryRun: ReturnType<typeof createDryRun>;
}

const DAY_MS = 86_400_000;
/** What every place takes as a file. */
const CSV_BYTES = 7 * 1_048_576;

type Asked = Pick<IncomingRequest, 'id' | 'actor' | 'place'>;

/** What moderators decide and see, by who asks and where. */
export function createModeration(parts: ModerationParts) {
  const { policies, documents, usage, clock } = parts;
  const decisions = createDecisions(documents);
  const all = { ...parts, decisions };
  const grants = createGrants(all);
  const pauses = createPauses(all);
  const audit = createAudit({ ...all, book: createPolicyBook(documents) });
  const personState = createPersonState(parts);
  const tenantState = createTenantState(parts);
  const trial = createTrial(parts);
  const whatIf = createWhatIf(parts);

  return function moderationOf({ id: requestId, actor, place: { tenantId } }: Asked, route: Route): Moderation {
    const by = { id: actor.userId, name: actor.displayName };
    const asking = { requestId, tenantId, actorId: actor.userId };
    const since = (days: number): number => clock.now() - days * DAY_MS;
    return onlyFor(actor, {
      policy: () => policies.state(tenantId),
      change: (changes, why) => policies.change(tenantId, by, changes, why),
      revisions: (limit) => policies.revisions(tenantId, limit),
      undo: (revision, reason) => policies.undo(tenantId, by, revision, reason),
      person: (personId, channelId) => personState(tenantId, personId, channelId),
      grant: (subject, amount, why) => grants.grant(asking, subject, amount, why),
      reset: (subject, reason) => grants.reset(asking, subject, reason),
      pause: (why) => pauses.pause(asking, why),
      resume: () => pauses.resume(asking),
      state: () => tenantState(tenantId),
      usage: (asked) => usage.report({ ...asked, tenantId }),
      audit: (subject, limit) => audit(tenantId, subject, limit),
      auditCsv: (subject, days) =>
        csvOf(auditCsvLines(tenantId, subject, since(days), { ...parts, members: documents.members }), CSV_BYTES),
      trial: (asked) => trial({ ...asked, tenantId }, route),
      whatIf: (changes, days) => whatIf(tenantId, changes, days),
    });
  };
}

export type ModerationOf = ReturnType<typeof createModeration>;

/** Every call asks first who asks: whatever reaches this far, nobody else reads or changes anything. */
function onlyFor({ isModerator }: Asked['actor'], moderation: Moderation): Moderation {
  if (isModerator) return moderation;
  const refuse = async (): Promise<never> => {
    throw new EaselError('not-allowed', { what: 'see or change the rules of this place' });
  };
  return {
    policy: refuse,
    change: refuse,
    revisions: refuse,
    undo: refuse,
    person: refuse,
    grant: refuse,
    reset: refuse,
    pause: refuse,
    resume: refuse,
    state: refuse,
    usage: refuse,
    audit: refuse,
    auditCsv: refuse,
    trial: refuse,
    whatIf: refuse,
  };
}
