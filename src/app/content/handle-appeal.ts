import type { Conversation } from '#src/app/conversation.ts';
import { goneBehind } from '#src/app/job-behind.ts';
import { isVisibleTo } from '#src/app/visible-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job } from '#src/domain/job.ts';
import { text } from '#src/domain/text.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import { type Case, caseIdOf } from './case.ts';
import { decidedWords } from './case-card.ts';
import type { Cases } from './cases.ts';

export interface HandleAppealParts {
  readonly cases: Cases;
  readonly jobs: JobStore;
}

/** Somebody asks the moderators to look at a refusal of theirs, once. */
export function createHandleAppeal({ cases, jobs }: HandleAppealParts) {
  /** @throws {EaselError} `not-found`, or `not-allowed` where somebody else was refused. */
  return async function handleAppeal(request: IncomingRequest, talk: Conversation, state: string): Promise<void> {
    await talk.acknowledge('private');
    const job = await jobs.get(/^appeal:([\w-]{1,60})$/.exec(state)?.[1] ?? '');
    if (!job || !isVisibleTo(job, request)) throw goneBehind();
    if (job.personId !== request.actor.userId)
      throw new EaselError('not-allowed', { what: "appeal somebody else's refusal" });
    const one = await refusalOf(job);
    if (!one || !job.content?.appeal) throw goneBehind();
    await talk.answer({ kind: 'text', text: await appealed(one) });
  };

  /** What ended the job: an earlier case may have been approved. */
  async function refusalOf({ id, tenantId }: Job): Promise<Case | undefined> {
    for (const stage of ['pictures', 'scene', 'prompt'] as const) {
      const one = await cases.get(tenantId, caseIdOf(id, stage));
      if (one?.action === 'block') return one;
    }
    return undefined;
  }

  async function appealed(one: Case) {
    const { one: stored, isNew } = await cases.appeal(one);
    if (!stored) throw goneBehind();
    if (isNew) return text('The moderators have it now. You hear what they decide here, or directly.');
    if (stored.decided) return text('Somebody looked at it already: ', decidedWords(stored, stored.decided), '.');
    return text('You asked for that already; the moderators have it.');
  }
}
