import type { StoredPolicy } from '#src/app/rules/standings.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job, JobContent, JobResult } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { createWordMatcher } from '#src/domain/rules/content-match.ts';
import { type ContentAction, type ContentRules, strictest } from '#src/domain/rules/content-rules.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Documents } from '#src/ports/documents.ts';
import { type Checked, type CheckParts, createAskCheck } from './ask-check.ts';
import { createJudge, type JudgeParts } from './judge-content.ts';
import { type ContentRecords, hashOf } from './person-record.ts';
import { wordsOf } from './said.ts';

export interface GateParts extends CheckParts, JudgeParts {
  readonly policies: Documents<StoredPolicy>;
  readonly records: ContentRecords;
}

/** What the tenant's rules about content make of a job: what it is stored with. Where it `waits`, a moderator decides first. */
export interface ContentGate {
  /**
   * Says what rules about words would make of a request that is only tried. Nobody is told of it, and no provider is asked.
   * @throws {EaselError} `content-rule`.
   */
  look(request: AcceptedRequest, plan: Plan, where: Whereabouts): Promise<readonly Text[]>;
  /**
   * Looks at the words before anything is held. Safe to repeat.
   * @throws {EaselError} `content-rule`; `unavailable` where a check that has to be made cannot be asked.
   */
  beforeHold(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent>;
  /** Looks at the pictures before anybody sees them. @throws {EaselError} as `beforeHold`. */
  afterPictures(job: Job, result: JobResult, signal: AbortSignal): Promise<JobContent>;
}

export function createContentGate(parts: GateParts): ContentGate {
  const { policies, records } = parts;
  const judge = createJudge(parts);
  const askCheck = createAskCheck(parts);
  const wordFits = createWordMatcher();
  return { look, beforeHold, afterPictures };

  async function look(request: AcceptedRequest, plan: Plan, where: Whereabouts): Promise<readonly Text[]> {
    const { content } = (await policies.get(where.tenantId))?.policy ?? {};
    if (!content?.words || (await records.isAllowed(where, hashOf(request)))) return [];
    const fits = wordFits(content.words, wordsOf(request, plan), placeOf(where));
    const worst = strictest(fits);
    if (worst?.action === 'block')
      throw new EaselError('content-rule', { rule: `${worst.what} (${worst.rule})`, appeal: false });
    return fits.map(({ rule, what, action }) =>
      text('A rule of the moderators here is about this: ', { plain: `${what} (${rule})` }, `. ${WOULD[action]}`),
    );
  }

  async function beforeHold(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent> {
    const { content: rules } = (await policies.get(job.tenantId))?.policy ?? {};
    if (!rules) return job.content ?? {};
    const content: JobContent = { ...job.content, ...(rules.check?.pictures && { unseen: true }) };
    const wordsHash = hashOf(job.request);
    if (content.allowed?.includes('prompt') || (await records.isAllowed(job, wordsHash))) return content;
    const found = await checkWords(job, wordsOf(job.request, plan), rules, signal);
    return judge({ ...job, content }, found, { stage: 'prompt', wordsHash, pictures: [] });
  }

  async function checkWords(
    job: Job,
    said: readonly string[],
    rules: ContentRules,
    signal: AbortSignal,
  ): Promise<Checked> {
    const place = placeOf(job);
    const fits = wordFits(rules.words ?? [], said, place);
    // What is refused already need not be sent anywhere.
    if (!rules.check?.prompts || strictest(fits)?.action === 'block') return { fits, warnings: [] };
    const checked = await askCheck.words(said.join('\n'), rules.check, place, signal);
    return { ...checked, fits: [...fits, ...checked.fits] };
  }

  async function afterPictures(job: Job, result: JobResult, signal: AbortSignal): Promise<JobContent> {
    const { check } = (await policies.get(job.tenantId))?.policy.content ?? {};
    const content = job.content ?? {};
    const { pictures } = result;
    if (!check?.pictures || pictures.length === 0 || content.allowed?.includes('pictures')) return content;
    const wordsHash = hashOf(job.request);
    if (await records.isAllowed(job, wordsHash)) return content;
    const found = await askCheck.pictures(pictures, check, placeOf(job), signal);
    return judge({ ...job, content }, found, { stage: 'pictures', wordsHash, pictures });
  }
}

const WOULD: Readonly<Record<ContentAction, string>> = {
  warn: '',
  spoiler: 'The pictures would be hidden until somebody opens them.',
  review: 'A moderator would have to say yes first.',
  block: '',
};

const placeOf = ({ ageRestricted }: Pick<Job, 'ageRestricted'>) => ({ ageRestricted: ageRestricted === true });
