import type { Job, JobContent } from '#src/domain/job.ts';
import { createWordMatcher, type FitPlace } from '#src/domain/rules/content-match.ts';
import { CHECK_RULE, type ContentRules, type Fit, strictest } from '#src/domain/rules/content-rules.ts';
import { type CheckParts, createAskCheck } from './ask-check.ts';
import { createJudge, type Judged, type JudgeParts } from './judge-content.ts';
import type { ContentRecords, Pass } from './person-record.ts';

export interface JudgeWordsParts extends CheckParts, JudgeParts {
  readonly records: ContentRecords;
}

type Whose = Parameters<ContentRecords['passed']>[0];

/** What rules make of words, but for those that a moderator let pass for the very same. */
export function createJudgeWords(parts: JudgeWordsParts) {
  const { records } = parts;
  const judge = createJudge(parts);
  const askCheck = createAskCheck(parts);
  const wordFits = createWordMatcher();
  return { fitsOf, judgeWords };

  /** Which rules about words fit. No provider is asked. */
  async function fitsOf(
    { words = [] }: ContentRules,
    said: readonly string[],
    whose: Whose & FitPlace,
    about: Omit<Pass, 'rules'>,
  ): Promise<readonly Fit[]> {
    const fits = wordFits(words, said, whose);
    if (fits.length === 0) return fits;
    const passed = await records.passed(whose, about);
    return fits.filter(({ rule }) => !passed.has(rule));
  }

  /** @throws {EaselError} as the gate. */
  async function judgeWords(
    job: Job,
    said: readonly string[],
    about: Judged,
    rules: ContentRules,
    signal: AbortSignal,
  ): Promise<JobContent> {
    const place = { ageRestricted: job.ageRestricted === true };
    const fits = await fitsOf(rules, said, { ...job, ...place }, about);
    // What is refused already need not be sent anywhere.
    if (!rules.check?.prompts || strictest(fits)?.action === 'block') return judge(job, { fits, warnings: [] }, about);
    if ((await records.passed(job, about)).has(CHECK_RULE)) return judge(job, { fits, warnings: [] }, about);
    const checked = await askCheck.words(said.join('\n'), rules.check, place, signal);
    return judge(job, { ...checked, fits: [...fits, ...checked.fits] }, about);
  }
}
