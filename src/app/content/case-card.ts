import { type Shelf, toCard } from '#src/app/card-picture.ts';
import { count } from '#src/domain/error-texts.ts';
import { type Text, text } from '#src/domain/text.ts';
import type { Action, Answer, CardPicture } from '#src/ports/cards.ts';
import type { Case, Decided, Decision } from './case.ts';

/** Begins the state of every button of a case. */
const CASE = 'case:';
/** Shows the case, with its pictures, to whoever presses, and nobody else. */
export const OPEN = 'open';

const WORDS_SHOWN = 1000;

/** A case as moderators see it; its pictures only where they are given. */
export function caseCard(one: Case, pictures?: readonly CardPicture[]): Answer {
  const rows: [string, Text | undefined][] = [
    ['Who', text({ mention: one.personId }, ` (${one.personName})`)],
    ['Where', text({ channel: one.channelId })],
    ['When', text({ time: one.at })],
    ['Rule', text(one.fits.map(({ rule, what }) => `${what} (${rule})`).join('; '))],
    [one.stage === 'scene' ? 'A model wrote' : 'Words', text(clip(one.words) || '(none)')],
    ['Pictures', one.pictures.length === 0 ? undefined : text(count(one.pictures.length))],
    ['Appealed', one.appealedAt === undefined ? undefined : text({ time: one.appealedAt })],
    ['Withdrawn', one.withdrawnAt === undefined ? undefined : text({ time: one.withdrawnAt })],
    ['Decided', one.decided && decidedWords(one, one.decided)],
    ['Case', text({ code: one.id })],
  ];
  return {
    kind: 'table',
    title: titleOf(one),
    columns: ['', ''],
    rows: rows.flatMap(([label, value]) => (value ? [[text(label), value]] : [])),
    ...(isOpen(one) && { note: NOTES[noteOf(one)] }),
    ...(pictures && { originals: pictures }),
    actions: !isOpen(one) ? [] : actionsOf(one, pictures !== undefined),
  };
}

/** The pictures of a case, as they were made. */
export const casePictures = ({ id, pictures }: Case, shelf: Shelf): readonly CardPicture[] =>
  pictures.map((picture, index) => ({
    ...toCard(picture, `easel-case-${id}-${index + 1}`, shelf, true),
    alt: `Picture ${index + 1} of a case; open it with care`,
  }));

const isOpen = ({ decided, withdrawnAt }: Case): boolean => decided === undefined && withdrawnAt === undefined;

function titleOf(one: Case): string {
  if (one.decided) return 'A case that is decided';
  if (one.withdrawnAt !== undefined) return 'A request that its person canceled';
  if (one.appealedAt !== undefined) return 'Somebody asks you to look at a refusal';
  if (one.action === 'block') return 'A rule refused a request';
  return WAITING[one.stage];
}

const WAITING: Readonly<Record<Case['stage'], string>> = {
  prompt: 'A request waits for you',
  scene: 'What a model wrote for a request waits for you',
  pictures: 'Pictures wait for you',
};

const noteOf = ({ action, appealedAt }: Case): keyof typeof NOTES =>
  action === 'review' ? 'review' : appealedAt === undefined ? 'refused' : 'appealed';

const NOTES = {
  review: text('Nothing is shown or charged before you decide. After a day it is refused.'),
  refused: text(
    'It is refused already, and nothing has to be done. Allowing it lets the person send the same words again.',
  ),
  appealed: text('Allowing it lets the person send the same words again for a week.'),
};

const LABELS: Readonly<Record<Case['action'], Readonly<Record<Decision, string>>>> = {
  review: { approve: 'Approve', refuse: 'Refuse', block: 'Refuse, block for a day' },
  block: { approve: 'Allow', refuse: 'Keep refused', block: 'Block for a day' },
};

function actionsOf(one: Case, isOpen: boolean): readonly Action[] {
  const decisions = (['approve', 'refuse', 'block'] as const).map((decision) =>
    caseAction(one.id, decision, LABELS[one.action][decision]),
  );
  return [...decisions, ...(one.pictures.length > 0 && !isOpen ? [openAction(one.id, 'Pictures')] : [])];
}

export const openAction = (caseId: string, label: string): Action => caseAction(caseId, OPEN, label);

const caseAction = (caseId: string, decision: Decision | typeof OPEN, label: string): Action => ({
  kind: 'decide',
  label,
  state: `${CASE}${caseId}:${decision}`,
  opensForm: false,
});

/** Reads the state of a case's button. */
export function readCaseState(state: string): { readonly caseId: string; readonly decision: string } | undefined {
  const [, caseId, decision] = /^case:([\w-]{1,60}):([a-z]+)$/.exec(state) ?? [];
  return caseId === undefined || decision === undefined ? undefined : { caseId, decision };
}

const KINDS: Readonly<Record<Exclude<Decided['kind'], 'approve'>, string>> = {
  refuse: 'refused',
  block: 'refused, and the person blocked for a day,',
  expired: 'refused: nobody decided within a day',
};

/** What was decided, by whom and when; half a sentence. */
export function decidedWords({ action }: Case, { kind, by, at }: Decided): Text {
  const words = kind === 'approve' ? (action === 'review' ? 'approved' : 'allowed') : KINDS[kind];
  return text(words, ...(by ? [' by ', { mention: by.id }] : []), ' at ', { time: at });
}

const clip = (words: string): string => {
  const letters = [...words];
  return letters.length <= WORDS_SHOWN ? words : `${letters.slice(0, WORDS_SHOWN - 1).join('')}…`;
};
