import { EaselError } from '#src/domain/errors.ts';

/** What an aborted job ends with: why it was, where that is something to tell its person, else that it was canceled. */
export const cancellation = ({ reason }: AbortSignal, cause?: unknown): EaselError =>
  reason instanceof EaselError ? reason : new EaselError('canceled', {}, { cause });
