import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { entryFor, type Kind, modelAt } from './setup.ts';

const FAULTS: Readonly<Record<FarFault, Fault>> = {
  blocked: { kind: 'moderation_blocked' },
  'rate-limited': { kind: 'rate_limit', retryAfterSeconds: 3 },
  'no-money': { kind: 'insufficient_quota' },
  'bad-key': { kind: 'status', status: 401, body: { error: 'no such key' } },
  'server-error': { kind: 'server_error' },
  overloaded: { kind: 'overloaded' },
  silent: { kind: 'hang_before_headers' },
  lost: { kind: 'reset_after_send' },
  'one-fewer': { kind: 'fewer' },
};

async function open(kind: Kind) {
  const simulator = await startSimulator({ paceMs: 0 });
  return {
    ...modelAt(`${simulator.url}/compatible/v1`, kind),
    far: {
      fail: (fault: FarFault) => simulator.fail(FAULTS[fault]),
      asked: () => simulator.requests.length,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}

const KINDS: readonly Kind[] = [
  { preset: 'airefinery' },
  { preset: 'sd-cpp', apiKey: '' },
  { preset: 'localai', apiKey: '' },
  { preset: 'openai', flags: { seed: 'field', negative: 'field' } },
];

for (const kind of KINDS) imageModelContract(kind.preset, { entry: entryFor(kind), open: () => open(kind) });
