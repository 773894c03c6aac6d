import { scrub } from './scrub.ts';

/** What the log may keep of a foreign error: its scrubbed words and those of its causes, never its headers, request or body. */
export const scrubbedCause = (thrown: unknown, secrets: readonly string[]): Error =>
  new Error(scrub(wordsOf(thrown).join(': '), secrets));

function wordsOf(thrown: unknown): readonly string[] {
  if (!(thrown instanceof Error)) return [];
  return [thrown.message, ...wordsOf(thrown.cause)];
}
