import type { Job } from '#src/domain/job.ts';
import type { Action, ActionKind } from '#src/ports/cards.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';

const KINDS: readonly ActionKind[] = [
  'confirm',
  'cancel',
  'reroll',
  'upscale',
  'pick',
  'vary',
  'edit',
  'reference',
  'paint',
  'download',
  'thread',
  'share',
  'delete',
];

export interface PressedButton {
  readonly kind: ActionKind;
  readonly picture: number | undefined;
  readonly private: boolean;
  /** The form asks which of so many pictures is meant. */
  readonly among: number | undefined;
  /** The job's random name. */
  readonly name: string;
}

/**
 * A button of a job: its random name, what it does, and for which picture. No prompt, no permission. `~` says that the job is
 * private, so that the answer can be private from the first moment; whether somebody may press is looked up in the job.
 */
export function actionOf(job: Job, kind: ActionKind, label: string, picture?: number): Action {
  const which = picture === undefined ? '' : `.${picture}`;
  return { ...action(job, kind, label, which), ...(picture !== undefined && { picture }) };
}

/** A button of the whole result that asks which of its pictures is meant: `/` stands before how many there are. */
export const actionAmong = (job: Job, kind: 'edit' | 'reference' | 'paint', label: string, among: number): Action => ({
  ...action(job, kind, label, `/${among}`),
  among,
});

const action = (job: Job, kind: ActionKind, label: string, which: string): Action => ({
  kind,
  label,
  state: `${job.token}.${kind}${job.private ? '~' : ''}${which}`,
  opensForm: kind === 'edit' || kind === 'reference',
});

/** Reads a state token, without asking any store; `undefined` for one we never made. */
export function readState(state: string): PressedButton | undefined {
  const [, name, kindWord, mark, picture, among] = STATE.exec(state) ?? [];
  const kind = KINDS.find((known) => known === kindWord);
  if (!name || !kind) return undefined;
  return { name, kind, private: mark === '~', picture: numberIn(picture), among: numberIn(among) };
}

const STATE = /^([\w-]{1,40})\.([a-z]+)(~?)(?:\.(\d{1,2})|\/(\d{1,2}))?$/;

const numberIn = (digits: string | undefined): number | undefined =>
  digits === undefined ? undefined : Number(digits);

/** The job behind a button, unless it was deleted or forgotten. */
export function createTokenLookup({ tokens, jobs }: { tokens: Documents<{ readonly jobId: string }>; jobs: JobStore }) {
  return async function jobOf(name: string): Promise<Job | undefined> {
    const known = await tokens.get(name);
    const job = known && (await jobs.get(known.jobId));
    return job?.deletedAt === undefined ? job : undefined;
  };
}
