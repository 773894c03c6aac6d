import type { StoredPolicy } from '#src/app/rules/standings.ts';
import type { AcceptedRequest, Job, JobContent, JobResult } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { CHECK_RULE, type ContentRules } from '#src/domain/rules/content-rules.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { Text } from '#src/domain/text.ts';
import type { Documents } from '#src/ports/documents.ts';
import { createAskCheck } from './ask-check.ts';
import { hashOfWords, hashWithPictures } from './fingerprints.ts';
import { createJudge, type Judged } from './judge-content.ts';
import { createJudgeWords, type JudgeWordsParts } from './judge-words.ts';
import { createLookAtWords, type Told } from './look-at-words.ts';
import { isMadeFromHidden } from './made-from-hidden.ts';
import { ownWords, wordsOf, writtenWords } from './said.ts';

export interface GateParts extends JudgeWordsParts {
  readonly policies: Documents<StoredPolicy>;
}

/** What the tenant's rules about content make of a job: what it is stored with. Where it `waits`, a moderator decides first. */
export interface ContentGate {
  /**
   * Says what rules about words would make of a request that is only tried. Nobody else is told of it, and no provider is asked.
   * @returns nothing where no rule fits.
   * @throws {EaselError} `content-rule`.
   */
  look(request: AcceptedRequest, plan: Plan, where: Whereabouts, told: Told): Promise<readonly Text[]>;
  /**
   * Looks at the words before anything is held. Safe to repeat.
   * @throws {EaselError} `content-rule`; `unavailable` where a check that has to be made cannot be asked.
   */
  beforeHold(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent>;
  /** Looks at what a model wrote to be drawn, as at what a person wrote. @throws {EaselError} as `beforeHold`. */
  afterWriting(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent>;
  /** What came, without words of the model's own that a rule would not let somebody write. */
  withoutForbidden(job: Job, result: JobResult): Promise<JobResult>;
  /** Looks at the pictures before anybody sees them. @throws {EaselError} as `beforeHold`. */
  afterPictures(job: Job, result: JobResult, signal: AbortSignal): Promise<JobContent>;
}

export function createContentGate(parts: GateParts): ContentGate {
  const { records, blobs } = parts;
  const judge = createJudge(parts);
  const askCheck = createAskCheck(parts);
  const { fitsOf, judgeWords } = createJudgeWords(parts);
  return { ...createLookAtWords({ fitsOf, rulesOf }), beforeHold, afterWriting, afterPictures };

  async function beforeHold(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent> {
    const rules = await rulesOf(job);
    const { request } = job;
    const content: JobContent = {
      ...job.content,
      ...(rules?.check?.pictures && { unseen: true }),
      ...((await isMadeFromHidden(request, parts.jobs)) && { spoiler: true }),
    };
    if (!rules || content.allowed?.includes('prompt')) return content;
    const wordsHash = hashOfWords(ownWords(request, plan));
    const about: Judged = { stage: 'prompt', words: request.prompt, wordsHash, pictures: [] };
    return judgeWords({ ...job, content }, wordsOf(request, plan), about, rules, signal);
  }

  async function afterWriting(job: Job, plan: Plan, signal: AbortSignal): Promise<JobContent> {
    const rules = await rulesOf(job);
    const { content = {} } = job;
    if (!rules || content.allowed?.includes('scene')) return content;
    const said = writtenWords(plan);
    const about: Judged = { stage: 'scene', words: plan.scene ?? '', wordsHash: hashOfWords(said), pictures: [] };
    return judgeWords(job, said, about, rules, signal);
  }

  async function afterPictures(job: Job, result: JobResult, signal: AbortSignal): Promise<JobContent> {
    const { check } = (await rulesOf(job)) ?? {};
    const { content = {}, request } = job;
    const { pictures } = result;
    if (!check?.pictures || pictures.length === 0 || content.allowed?.includes('pictures')) return content;
    const wordsHash = await hashWithPictures(ownWords(request, job.plan ?? {}), job, blobs);
    const about: Judged = { stage: 'pictures', words: request.prompt, wordsHash, pictures };
    if ((await records.passed(job, about)).has(CHECK_RULE)) return content;
    return judge(job, await askCheck.pictures(pictures, check, placeOf(job), signal), about);
  }

  async function rulesOf({ tenantId }: Pick<Job, 'tenantId'>): Promise<ContentRules | undefined> {
    return (await parts.policies.get(tenantId))?.policy.content;
  }
}

const placeOf = ({ ageRestricted }: Pick<Job, 'ageRestricted'>) => ({ ageRestricted: ageRestricted === true });
