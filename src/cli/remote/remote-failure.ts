import { APIConnectionError, APIError, APIUserAbortError } from 'openai';
import { EaselError } from '#src/domain/errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { failureOf } from '../report-failure.ts';
import { showFailure } from '../show-result.ts';
import type { Remote } from './open-remote.ts';

export interface ShowWishes {
  readonly raw?: boolean;
  readonly verbose?: boolean;
}

interface Told {
  readonly code: string;
  readonly message: string;
  readonly blame: string;
  readonly charged: boolean;
  readonly exitCode: ExitCode;
}

/** Runs a command against a server; what goes wrong is told as a command that works here tells it. */
export async function overRemote(remote: Remote, flags: ShowWishes, work: () => Promise<ExitCode>): Promise<ExitCode> {
  try {
    return await work();
  } catch (thrown) {
    if (thrown instanceof EaselError) return showFailure(failureOf(thrown), flags, thrown);
    if (!(thrown instanceof APIError)) throw thrown;
    const { exitCode, ...told } = toldBy(thrown, remote);
    if (flags.raw) console.log(JSON.stringify({ error: told }, null, 2));
    else console.error(told.message);
    if (flags.verbose) console.error(`code ${told.code}, blame ${told.blame}, charged ${told.charged}`);
    return exitCode;
  }
}

function toldBy(thrown: APIError, { url }: Remote): Told {
  const nobody = { charged: false, exitCode: EXIT.failed };
  if (thrown instanceof APIUserAbortError) return { code: 'canceled', message: CANCELED, blame: 'settings', ...nobody };
  if (thrown instanceof APIConnectionError) {
    const why = deepest(thrown).message;
    const message = `Easel at ${url} cannot be reached (${why}). Check --server, and whether it runs.`;
    return { code: 'unreachable', message, blame: 'operator', ...nobody };
  }
  const { code, blame, charged } = detailsOf(thrown);
  return {
    code,
    message: WORDS[code] ?? messageOf(thrown),
    blame,
    charged,
    exitCode: exitCodeOf(thrown.status ?? 500, code),
  };
}

/** What was sent to a provider is made and charged there all the same: it is paid for. */
const CANCELED =
  'This was canceled here. What the server had not sent to a provider yet is canceled there too; what it had is made and charged all the same.';

/** What fetch says is only that it failed. */
const deepest = (error: Error): Error => (error.cause instanceof Error ? deepest(error.cause) : error);

/** Where a person at a terminal does something else than a program. */
const WORDS: Readonly<Record<string, string>> = {
  'missing-api-key':
    'This Easel wants a key. Set EASEL_KEY, or say --key. Whoever runs Easel makes one with: easel keys create NAME',
};

/** Without the status that OpenAI's client puts before it. */
const messageOf = ({ message, status }: APIError): string => message.replace(new RegExp(`^${status ?? ''} `), '');

function detailsOf({ error, code }: APIError): {
  readonly code: string;
  readonly blame: string;
  readonly charged: boolean;
} {
  const known: unknown =
    typeof error === 'object' && error !== null && 'metadata' in error ? error.metadata : undefined;
  const has = typeof known === 'object' && known !== null ? known : {};
  return {
    code: (code ?? 'failed').replaceAll('_', '-'),
    blame: 'blame' in has && typeof has.blame === 'string' ? has.blame : 'settings',
    charged: 'charged' in has && has.charged === true,
  };
}

const BLOCKED = new Set(['moderation-blocked', 'content-blocked', 'content-rule', 'content-policy-violation']);

function exitCodeOf(status: number, code: string): ExitCode {
  if (BLOCKED.has(code)) return EXIT.blocked;
  if (status === 402) return EXIT.credits;
  return status >= 400 && status < 500 && status !== 408 && status !== 429 ? EXIT.usage : EXIT.failed;
}
