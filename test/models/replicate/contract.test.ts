import type { ModelEntry } from '#src/domain/model.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { entryOf, modelAt, SCHNELL } from './setup.ts';

const FAULTS: Readonly<Record<FarFault, Fault>> = {
  blocked: { kind: 'moderation_blocked' },
  'rate-limited': { kind: 'rate_limit', retryAfterSeconds: 3 },
  'no-money': { kind: 'insufficient_quota' },
  'bad-key': { kind: 'status', status: 401, body: { title: 'Unauthenticated', detail: 'No.' } },
  'server-error': { kind: 'server_error' },
  overloaded: { kind: 'overloaded' },
  silent: { kind: 'hang_before_headers' },
  lost: { kind: 'reset_after_send' },
  'one-fewer': { kind: 'fewer' },
};

async function open(entry: ModelEntry) {
  const simulator = await startSimulator({ paceMs: 0 });
  const asked = () => simulator.requests.filter(({ path }) => path.endsWith('/predictions')).length;
  return {
    ...modelAt(`${simulator.url}/replicate/v1`, { entry }),
    far: {
      fail: (fault: FarFault) => simulator.fail(FAULTS[fault]),
      asked,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}

/** Said to be quick, so that the first answer is held back until the picture is there and no clock has to go on. */
const quick = (entry: ModelEntry): ModelEntry => ({ ...entry, delivery: { ...entry.delivery, typicalMs: 2000 } });

for (const entry of [SCHNELL, entryOf('flux-2-pro'), entryOf('nano-banana'), entryOf('seedream-5-pro')].map(quick))
  imageModelContract(entry.id, { entry, open: () => open(entry) });
