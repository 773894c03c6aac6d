import type { Entry } from '#src/domain/account.ts';
import { ENTRY_WORDS } from '#src/domain/entry-words.ts';
import { count, credits } from '#src/domain/error-texts.ts';
import type { Job } from '#src/domain/job.ts';
import { expectedPictures } from '#src/domain/plan.ts';
import { subjectWords } from '#src/domain/rules/subject-words.ts';
import { plainText, type Text, type TextPart, text } from '#src/domain/text.ts';
import type { AuditLine, PolicyRevision } from '#src/ports/moderation.ts';
import type { Decision } from './decisions.ts';
import type { UsageLine } from './usage-tally.ts';

/** All movements of one job at one account, oldest first, as one line: `held 8, settled 6, released 2: two of four blocked`. */
export function jobLine(about: string, entries: readonly Entry[], job: Job | undefined): AuditLine {
  const [last] = entries.slice(-1);
  if (!last) throw new Error('A job without movements has no line.');
  const moved = entries.map(({ kind, amount }) => `${VERBS[kind] ?? kind} ${count(amount)}`).join(', ');
  const why = job && whyOf(job);
  const settled = entries.filter(({ kind }) => kind === 'settled' || kind === 'overrun');
  return {
    at: last.at,
    about,
    actor: job?.personId ?? settled[0]?.about?.personId ?? about,
    what: text(moved, why ? `: ${why}` : ''),
    amount: settled.reduce((sum, { amount }) => sum + amount, 0),
    ...(last.jobId !== undefined && { jobId: last.jobId }),
    ...(job && { reason: wordsOf(job) }),
  };
}

/** A movement that belongs to no job. */
export function entryLine(about: string, { at, kind, amount, actor, reason, endsAt }: Entry): AuditLine {
  const until: readonly (string | TextPart)[] = endsAt === undefined ? [] : [', until ', { time: endsAt }];
  return {
    at,
    about,
    actor,
    what: text(`${ENTRY_WORDS[kind].toLowerCase()} ${count(amount)}`, ...until),
    amount,
    ...(reason !== undefined && { reason }),
  };
}

/** What somebody's request came to. */
export function usageLine(line: UsageLine, job: Job | undefined): AuditLine {
  const { at, personId, jobId, modelId, pictures, credits: paid, refused } = line;
  const what = refused
    ? text(`refused: ${REFUSED[refused] ?? refused.replaceAll('-', ' ')}`)
    : text(`paid ${count(paid)} for ${picturesOf(pictures)}${modelId === undefined ? '' : ` with ${modelId}`}`);
  const why = job && !refused ? whyOf(job) : '';
  return {
    at,
    about: personId,
    actor: personId,
    what: why ? text(what, `: ${why}`) : what,
    jobId,
    ...(!refused && { amount: paid }),
    ...(job && { reason: wordsOf(job) }),
  };
}

export const revisionLine = ({ at, by, revision, changes, reason }: PolicyRevision, about: string): AuditLine => ({
  at,
  about,
  actor: by,
  what: text({ bold: `#${revision}` }, ' ', ...joined(changes)),
  reason,
});

export function decisionLine(decision: Decision, about: string): AuditLine {
  return { at: decision.at, about, actor: decision.by, what: doneBy(decision), reason: decision.reason };
}

function doneBy({ kind, subject, amount = 0, people, expiresAt, ended }: Decision): Text {
  if (kind === 'pause') return text('paused everything here');
  if (kind === 'resume') return text('resumed');
  const whom = subjectWords(subject);
  const each = subject.kind === 'role' || subject.kind === 'everyone' ? ` (${count(people ?? 0)} people)` : '';
  if (kind === 'reset') return text('filled up the allowance of ', whom, `${each}, ${credits(amount)} in all`);
  const yet = people === undefined ? ', not to everybody yet' : '';
  const never: readonly TextPart[] = ended === undefined ? [] : [{ plain: `, and to nobody else: ${ended}` }];
  return text(
    `granted ${credits(amount)} to `,
    whom,
    each,
    yet,
    ...(expiresAt ? [' until ', { time: expiresAt }] : []),
    ...never,
  );
}

/** What is made in private is between its owner and Easel, its words too. */
const wordsOf = ({ private: isPrivate, shared, inDirect, request }: Job): string =>
  (isPrivate && !shared) || inDirect ? 'asked in private' : request.prompt;

/** How an audit calls what happened to credits. */
const VERBS: Partial<Readonly<Record<Entry['kind'], string>>> = { overrun: 'settled beyond that' };

const REFUSED: Readonly<Record<string, string>> = {
  paused: 'paused',
  'blocked-person': 'blocked here',
  'place-quiet': 'a quiet channel',
  'rule-forbids': 'a rule forbids it',
  'no-model-allowed': 'no model is allowed',
  'too-fast': 'too many requests a minute',
  'too-many-jobs': 'too many requests waiting',
  'budget-spent': 'a budget is used up',
  'not-enough-credits': 'not enough credits',
  'content-rule': 'a rule about content',
  'content-blocked': "the provider's content policy",
};

/** Why a job was not paid in full. */
function whyOf({ plan, result, failure }: Job): string {
  if (failure) return plainText(failure.text);
  if (!plan || !result) return '';
  const expected = expectedPictures(result.plan ?? plan);
  const missing = expected - result.pictures.length;
  if (missing <= 0) return '';
  const said = result.warnings.map(plainText).join(' ');
  return `${word(missing)} of ${word(expected)} ${/block|policy/i.test(said) ? 'blocked' : 'did not arrive whole'}`;
}

const WORDS = ['none', 'one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten'];

const word = (value: number): string => WORDS[value] ?? count(value);

const picturesOf = (pictures: number): string => (pictures === 1 ? 'a picture' : `${count(pictures)} pictures`);

const joined = (texts: readonly Text[]): readonly Text[] =>
  texts.map((each, index) => (index === 0 ? each : text('; ', each)));
