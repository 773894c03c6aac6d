import { z } from 'zod';
import type { Config } from '#src/config/config.ts';
import { reachable } from '#src/http/reachable.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

export interface HealthFlags {
  readonly ready?: boolean;
}

/** Longer than `/readyz` takes to give up on a part, and shorter than whoever runs containers waits. */
const PATIENCE_MS = 8000;

const SAID = z.object({ status: z.string(), why: z.array(z.string()).default([]) });

/** Asks the process that serves at HOST and PORT of the same configuration, whichever its role. One line, and the exit code. */
export async function askHealth({ http: { host, port } }: Config, { ready = false }: HealthFlags): Promise<ExitCode> {
  if (port === 0) return failed('PORT is 0, so nobody can know where Easel listens. Set it to a number.');
  const url = `http://${reachable(host)}:${port}/${ready ? 'readyz' : 'healthz'}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS), redirect: 'error' });
    const said = SAID.safeParse(await answer.json());
    if (!said.success) return failed(`What answers at ${url} is not Easel.`);
    if (!answer.ok)
      return failed(`Easel is ${[said.data.status, said.data.why.join('; ')].filter(Boolean).join(': ')}.`);
    console.log(ready ? 'Easel is ready.' : 'Easel lives.');
    return EXIT.done;
  } catch (error) {
    return failed(`${url} did not answer (${reasonOf(error)}).`);
  }
}

function failed(words: string): ExitCode {
  console.error(words);
  return EXIT.failed;
}

/** `fetch failed` says nothing; what it failed for lies beneath. */
function reasonOf(error: unknown): string {
  if (error instanceof SyntaxError) return 'its answer is not that of Easel';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}
