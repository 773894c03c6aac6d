import Replicate from 'replicate';
import { z } from 'zod';
import { EaselError } from '#src/domain/errors.ts';
import type { ModelEntry } from '#src/domain/model.ts';
import { NeverSent } from '#src/net/never-sent.ts';
import { patientFetch } from '#src/net/patient-fetch.ts';
import { scrubbedCause } from '#src/net/scrubbed-cause.ts';
import type { CheckProvider } from '#src/ports/provider-check.ts';

/** Where one question went. */
interface Reached {
  readonly label: string;
  readonly apiKey: string;
  readonly baseUrl: string;
}

/** What became of one question, as the SDK does not tell it. */
interface Journey {
  status?: number;
  broke?: unknown;
}

const known = z.object({ owner: z.string(), name: z.string() });

/** A status the SDK does not repeat a call for. It repeats 429, 5xx and broken connections (1.4.0), and then loses their reason. */
const HIDDEN_STATUS = 418;

/** Asks after every model, which costs nothing: whether the server answers, takes the key, and offers what the catalogue says. */
export const checkReplicate: CheckProvider = async (reached, entries, signal) => {
  const alive = entries.filter(({ lifecycle }) => lifecycle.state !== 'shutdown');
  const asked = await Promise.all(alive.map((entry) => ask(entry, reached, signal)));
  const troubles = asked.filter((answer) => answer instanceof EaselError);
  // What is about the key says more than what one of the other questions came to.
  const error = troubles.find(({ code }) => code === 'auth') ?? troubles[0];
  if (error) return { ok: false, error };
  if (alive.length === 0) return { ok: true, missing: [], retiring: [], silent: true };
  const missing = alive.filter((_, index) => asked[index] === 'missing').map(({ id }) => id);
  if (missing.length < alive.length) return { ok: true, missing, retiring: [] };
  // Not one of them: that is no list that has changed, but another server.
  return { ok: false, error: new EaselError('provider-failed', { provider: reached.label, status: 404 }) };
};

async function ask(
  { vendorId }: ModelEntry,
  reached: Reached,
  signal: AbortSignal,
): Promise<'there' | 'missing' | EaselError> {
  const journey: Journey = {};
  // A community model is called by its version, which stands behind a colon.
  const [owner = '', name = ''] = vendorId.replace(/:.*/, '').split('/');
  try {
    known.parse(await clientOf(reached, journey).models.get(owner, name, { signal }));
    return 'there';
  } catch (thrown) {
    return journey.status === 404 ? 'missing' : translated(thrown, journey, reached, signal);
  }
}

/** A client of its own for each question, so that each knows what became of it. */
function clientOf({ apiKey, baseUrl }: Reached, journey: Journey): Replicate {
  const send = patientFetch();
  return new Replicate({
    auth: apiKey,
    baseUrl,
    fetch: async (url, init) => {
      try {
        // The key is in a header that would follow a redirect to any host.
        const answer = await send(url, { ...init, redirect: 'manual' });
        journey.status = answer.status;
        return answer.ok ? answer : new Response(null, { status: HIDDEN_STATUS });
      } catch (thrown) {
        journey.broke = thrown;
        return new Response(null, { status: HIDDEN_STATUS });
      }
    },
  });
}

function translated(thrown: unknown, { status, broke }: Journey, reached: Reached, signal: AbortSignal): EaselError {
  const { label: provider, apiKey } = reached;
  if (signal.aborted) return new EaselError('unavailable', { provider });
  const cause = scrubbedCause(broke ?? thrown, [apiKey]);
  if (broke instanceof NeverSent) return new EaselError('unavailable', { provider }, { cause });
  if (status === 401 || status === 403) return new EaselError('auth', { provider });
  if (status === 402) return new EaselError('quota', { provider });
  if (status === 429) return new EaselError('rate-limited', { provider });
  const isAnswer = status !== undefined && status >= 200 && status < 300;
  // The SDK's own words would be about the status that hid the true one.
  const said = status === undefined || isAnswer ? cause : new Error(`It answers ${status}.`);
  return new EaselError('provider-failed', { provider, ...(status !== undefined && { status }) }, { cause: said });
}
