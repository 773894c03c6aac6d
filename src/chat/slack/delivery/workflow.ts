import type { ResultCard } from '#src/ports/cards.ts';
import type { Log } from '#src/ports/log.ts';
import type { SlackHandle } from '../handle.ts';
import { persist } from './persist.ts';
import { asError, isPassing } from './problem.ts';
import { linkToEnd, type ThreadParts } from './threads.ts';

type Parts = ThreadParts & { readonly log: Log };

/** The step of a workflow is done: its outputs go on to the next one. Nothing where no workflow asked. */
export async function completeStep(handle: SlackHandle, card: ResultCard, parts: Parts): Promise<void> {
  if (handle.functionExecutionId === null) return;
  const link = (await linkToEnd(handle, parts)) ?? '';
  await tellStep(handle, 'functions.completeSuccess', { outputs: { link, job: card.jobId } }, parts);
}

/** The step failed, with words for whoever runs the workflow. */
export async function failStep(handle: SlackHandle, words: string, parts: Parts): Promise<void> {
  if (handle.functionExecutionId === null) return;
  await tellStep(handle, 'functions.completeError', { error: words.slice(0, MAX_ERROR).toWellFormed() }, parts);
}

const MAX_ERROR = 1000;

/** Repeatable: a step that is over already says no, and that is fine. */
async function tellStep(handle: SlackHandle, method: string, more: object, parts: Parts): Promise<void> {
  const { send, workspace, clock, log } = parts;
  const args = { function_execution_id: handle.functionExecutionId, ...more };
  const outcome = await persist(clock, () => send(workspace, method, args));
  if (outcome.ok) return;
  if (isPassing(outcome.problem)) throw asError(outcome.problem);
  log.info({ method, err: outcome.problem.cause }, 'A step of a workflow did not take its end');
}
