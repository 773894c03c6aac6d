import { CommanderError } from 'commander';
import { ConfigError } from '#src/config/config-error.ts';
import { asEaselError, EaselError, type Failure, toFailure } from '#src/domain/errors.ts';
import { text } from '#src/domain/text.ts';
import { CatalogueError } from '#src/models/catalogue/apply-overrides.ts';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes.ts';

/** Tells what ended a command before it could answer itself, in words and, where `--raw` was asked for, as its one document. */
export function reportFailure(error: unknown, { raw }: { raw: boolean }): ExitCode {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.done;
  const { code, message, blame, exitCode } = reportOf(error);
  // commander has said its own words by now.
  if (!(error instanceof CommanderError)) console.error(message);
  if (raw) console.log(JSON.stringify({ error: { code, message, blame, charged: false } }, null, 2));
  return exitCode;
}

function reportOf(error: unknown) {
  if (error instanceof CommanderError) {
    const message = error.message.replace(/^error: /, '');
    return { code: 'bad-usage', message, blame: 'settings', exitCode: EXIT.usage };
  }
  if (error instanceof ConfigError || error instanceof CatalogueError) {
    return { code: 'bad-configuration', message: error.message, blame: 'operator', exitCode: EXIT.usage };
  }
  if (error instanceof EaselError) return { ...failureOf(error), exitCode: exitCodeOf(error) };
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message, blame: 'easel', exitCode: EXIT.failed };
}

/** A failure in words. Who uses the command line is the operator too, so a store that cannot be used is told with its reason. */
export function failureOf(thrown: unknown): Failure {
  const error = asEaselError(thrown);
  const failure = toFailure(error);
  if (error.code !== 'store-unavailable' || !(error.cause instanceof Error)) return failure;
  const message = `Easel's store cannot be used: ${error.cause.message}`;
  return { ...failure, message, text: text(message) };
}
