import type { Parts } from '#src/app/parts.ts';
import type { Policies } from '#src/app/rules/policies.ts';
import type { CheckParts } from './ask-check.ts';
import { type Cases, createCases } from './cases.ts';
import { type ContentGate, createContentGate } from './content-gate.ts';
import { createDecideCase, type DecideCase } from './decide-case.ts';
import { createHandleAppeal } from './handle-appeal.ts';
import { createHandleDecision } from './handle-decision.ts';
import { type ContentRecords, createContentRecords } from './person-record.ts';
import { createReach, type Reach } from './reach.ts';
import { createReviewWatch } from './review-watch.ts';
import type { Reviews } from './reviews.ts';

/** A tenant's rules about content, at work: what looks, and what keeps cases. */
export interface Content {
  readonly contentGate: ContentGate;
  readonly cases: Cases;
  readonly records: ContentRecords;
  readonly reach: Reach;
}

export function createContent(
  parts: Parts & Pick<CheckParts, 'operatorNotices'>,
  changePolicy: Policies['change'],
): Content {
  const { documents } = parts;
  const { policies } = documents;
  const reach = createReach({ ...parts, policies, notices: documents.notices });
  const records = createContentRecords({ ...parts, records: documents.contentRecords });
  const cases = createCases({
    ...parts,
    policies,
    cases: documents.cases,
    caseWork: documents.caseWork,
    changePolicy,
    records,
    reach,
  });
  return { contentGate: createContentGate({ ...parts, policies, cases, records }), cases, records, reach };
}

/** What moderators do about cases, and what follows of it. */
export function createCaseWork(
  parts: Parts & { readonly content: Content; readonly policies: Policies },
  reviews: Reviews,
) {
  const { cases } = parts.content;
  const decideCase: DecideCase = createDecideCase({
    ...parts,
    ...parts.content,
    reviews,
    policies: parts.documents.policies,
    changePolicy: parts.policies.change,
  });
  return {
    handleDecision: createHandleDecision({ ...parts, cases, decideCase }),
    handleAppeal: createHandleAppeal({ ...parts, cases }),
    ...createReviewWatch({ ...parts, cases, decideCase, reviews }),
  };
}
