import { ERROR_TEXTS } from '#src/domain/error-texts.ts';
import { EaselError } from '#src/domain/errors.ts';

/** Why a job is canceled, on its way to another process. */
export const writeReason = ({ code, details }: EaselError): string => JSON.stringify({ code, details });

/** What another process published about a job. */
export function readReason(text: string): { readonly jobId: string; readonly reason: EaselError } {
  // As our own script publishes it.
  const { id, reason } = JSON.parse(text) as { id: string; reason: string };
  return { jobId: id, reason: reasonOf(reason) };
}

/** A newer Easel may know reasons that this one does not. */
export function reasonOf(text: string): EaselError {
  // As `writeReason` wrote it: details and code belong together.
  const { code, details } = JSON.parse(text) as Pick<EaselError, 'code' | 'details'>;
  return code in ERROR_TEXTS ? new EaselError(code, details) : new EaselError('canceled', {});
}
