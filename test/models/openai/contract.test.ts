import type { ModelEntry } from '#src/domain/model.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { entryOf, FLARE } from './setup.ts';

const FAULTS: Readonly<Record<FarFault, Fault>> = {
  blocked: { kind: 'moderation_blocked' },
  'rate-limited': { kind: 'rate_limit', retryAfterSeconds: 3 },
  'no-money': { kind: 'insufficient_quota' },
  'bad-key': { kind: 'status', status: 401, body: { error: { message: 'No.', code: 'invalid_api_key' } } },
  'server-error': { kind: 'server_error' },
  overloaded: { kind: 'overloaded' },
  silent: { kind: 'hang_before_headers' },
  lost: { kind: 'reset_after_send' },
  'one-fewer': { kind: 'fewer' },
};

async function open(entry: ModelEntry) {
  const simulator = await startSimulator({ paceMs: 0 });
  const clock = createManualClock();
  const client = createOpenAiClient({ apiKey: 'any-key', baseUrl: `${simulator.url}/v1` });
  return {
    model: createOpenAiModel({ entry, client, clock, providerName: 'The simulator' }),
    clock,
    far: {
      fail: (fault: FarFault) => simulator.fail(FAULTS[fault]),
      asked: () => simulator.requests.length,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}

for (const entry of [FLARE, entryOf('simulator/sketch-precise'), entryOf('openai/dall-e-2')])
  imageModelContract(entry.id, { entry, open: () => open(entry) });
