import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest, Job, JobResult } from '#src/domain/job.ts';
import type { Plan } from '#src/domain/plan.ts';
import { type ContentAction, type ContentRules, type Fit, strictest } from '#src/domain/rules/content-rules.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import { type Text, text } from '#src/domain/text.ts';
import { hashOfWords } from './fingerprints.ts';
import type { createJudgeWords } from './judge-words.ts';
import { ownWords, wordsOf } from './said.ts';

/** Who is told: moderators read which rule decides, members who only try something do not. */
export type Told = 'member' | 'moderator';

export interface LookParts {
  readonly fitsOf: ReturnType<typeof createJudgeWords>['fitsOf'];
  readonly rulesOf: (whose: Pick<Job, 'tenantId'>) => Promise<ContentRules | undefined>;
}

/** Looks at words that open no case: of requests that are only tried, and of what a model says beside its pictures. */
export function createLookAtWords({ fitsOf, rulesOf }: LookParts) {
  return { look, withoutForbidden };

  async function look(request: AcceptedRequest, plan: Plan, where: Whereabouts, told: Told): Promise<readonly Text[]> {
    const rules = await rulesOf(where);
    if (!rules) return [];
    const wordsHash = hashOfWords(ownWords(request, plan));
    const whose = { ...where, ageRestricted: where.ageRestricted === true };
    const fits = await fitsOf(rules, wordsOf(request, plan), whose, { stage: 'prompt', wordsHash });
    const worst = strictest(fits);
    if (worst?.action === 'block') throw new EaselError('content-rule', { rule: named(worst, told), appeal: false });
    const said = fits.map((fit) =>
      text('A rule of the moderators here is about this: ', { plain: named(fit, told) }, `. ${WOULD[fit.action]}`),
    );
    return told === 'member' ? said.slice(0, 1) : said;
  }

  /** Members did not write it, so it costs them nothing but the words. */
  async function withoutForbidden(job: Job, result: JobResult): Promise<JobResult> {
    const rules = await rulesOf(job);
    const said = [result.text, result.revisedPrompt].filter((words) => words !== undefined);
    if (!rules || !job.plan || said.length === 0) return result;
    const about = { stage: 'pictures', wordsHash: hashOfWords(said) } as const;
    const whose = { ...job, ageRestricted: job.ageRestricted === true };
    // What the person's own words were let pass for need not be held against their echo.
    const known = new Set((await fitsOf(rules, wordsOf(job.request, job.plan), whose, about)).map(({ rule }) => rule));
    const fits = await fitsOf(rules, said, whose, about);
    if (!fits.some(({ rule, action }) => action !== 'warn' && !known.has(rule))) return result;
    const { text: _text, revisedPrompt: _revisedPrompt, ...shown } = result;
    return { ...shown, warnings: [...shown.warnings, LEFT_OUT] };
  }
}

const LEFT_OUT = text(
  'What the model said beside the pictures is left out, because a rule of the moderators here is about it.',
);

const named = ({ what, rule }: Fit, told: Told): string =>
  told === 'moderator' ? `${what} (${rule})` : 'a rule about words fits it';

const WOULD: Readonly<Record<ContentAction, string>> = {
  warn: '',
  spoiler: 'The pictures would be hidden until somebody opens them.',
  review: 'A moderator would have to say yes first.',
  block: '',
};
