import type { Job } from '#src/domain/job.ts';
import type { Action, ActionKind } from '#src/ports/chat-platform.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';

const KINDS: readonly ActionKind[] = [
  'confirm',
  'cancel',
  'reroll',
  'upscale',
  'vary',
  'edit',
  'reference',
  'download',
  'delete',
];

export interface PressedButton {
  readonly kind: ActionKind;
  readonly picture: number | undefined;
  readonly private: boolean;
  /** The job's random name. */
  readonly name: string;
}

/**
 * A button of a job: its random name, what it does, and for which picture. No prompt, no permission. `~` says that the job is
 * private, so that the answer can be private from the first moment; whether somebody may press is looked up in the job.
 */
export function actionOf(job: Job, kind: ActionKind, label: string, picture?: number): Action {
  const state = `${job.token}.${kind}${job.private ? '~' : ''}${picture === undefined ? '' : `.${picture}`}`;
  return {
    kind,
    label,
    state,
    opensForm: kind === 'edit' || kind === 'reference',
    ...(picture !== undefined && { picture }),
  };
}

/** Reads a state token, without asking any store; `undefined` for one we never made. */
export function readState(state: string): PressedButton | undefined {
  const [, name, kindWord, mark, picture] = /^([\w-]{1,40})\.([a-z]+)(~?)(?:\.(\d{1,2}))?$/.exec(state) ?? [];
  const kind = KINDS.find((known) => known === kindWord);
  if (!name || !kind) return undefined;
  return { name, kind, private: mark === '~', picture: picture === undefined ? undefined : Number(picture) };
}

/** The job behind a button, unless it was deleted or forgotten. */
export function createTokenLookup({ tokens, jobs }: { tokens: Documents<{ readonly jobId: string }>; jobs: JobStore }) {
  return async function jobOf(name: string): Promise<Job | undefined> {
    const known = await tokens.get(name);
    const job = known && (await jobs.get(known.jobId));
    return job?.deletedAt === undefined ? job : undefined;
  };
}
