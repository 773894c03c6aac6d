import type { ModelEntry } from '#src/domain/model.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { BANANA, entryOf, modelAt } from './setup.ts';

const FAULTS: Readonly<Record<FarFault, Fault>> = {
  blocked: { kind: 'moderation_blocked' },
  'rate-limited': { kind: 'rate_limit', retryAfterSeconds: 3 },
  'no-money': { kind: 'insufficient_quota' },
  'bad-key': { kind: 'status', status: 400, body: { error: { details: [{ reason: 'API_KEY_INVALID' }] } } },
  'server-error': { kind: 'server_error' },
  overloaded: { kind: 'overloaded' },
  silent: { kind: 'hang_before_headers' },
  lost: { kind: 'reset_after_send' },
  'one-fewer': { kind: 'fewer' },
};

async function open(entry: ModelEntry) {
  const simulator = await startSimulator({ paceMs: 0 });
  const clock = createManualClock();
  return {
    model: modelAt(`${simulator.url}/gemini`, clock, entry),
    clock,
    far: {
      fail: (fault: FarFault) => simulator.fail(FAULTS[fault]),
      asked: () => simulator.requests.length,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}

for (const entry of [BANANA, entryOf('gemini/gemini-3.1-flash-lite-image'), entryOf('simulator/banana')])
  imageModelContract(entry.id, { entry, open: () => open(entry) });
