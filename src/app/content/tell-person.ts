import { actionOf } from '#src/app/tokens.ts';
import { text } from '#src/domain/text.ts';
import type { Answer } from '#src/ports/cards.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Case, Decided } from './case.ts';
import type { Reach } from './reach.ts';

/** Tells somebody who was refused what a moderator made of it: where they asked, and directly. */
export function createTellPerson({ jobs, reach }: { readonly jobs: JobStore; readonly reach: Reach }) {
  /** A refusal that nobody complained about needs no second one. */
  return async function tell(one: Case, { kind }: Decided): Promise<true> {
    if (kind === 'refuse' && one.appealedAt === undefined) return true;
    const job = await jobs.get(one.jobId);
    const answer = kind === 'approve' ? ALLOWED : kind === 'block' ? BLOCKED : REFUSED;
    const again = job && kind === 'approve' ? { actions: [actionOf(job, 'reroll', 'Make it')] } : {};
    await Promise.all([
      job && reach.again(job.platform, job.delivery, { ...answer, ...again }),
      reach.toPerson(one, answer),
    ]);
    return true;
  };
}

const said = (words: string): Answer => ({ kind: 'text', text: text(words) });

const ALLOWED = said(
  'A moderator looked at your request and allowed it. Send the same words again within a week, and the rule lets them pass.',
);
const REFUSED = said('A moderator looked at your request and stays with the refusal. Nothing was charged.');
const BLOCKED = said(
  'A moderator looked at your request, stays with the refusal, and blocked you for a day. Nothing was charged.',
);
