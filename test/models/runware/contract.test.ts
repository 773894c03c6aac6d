import type { ModelEntry } from '#src/domain/model.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { createHurriedClock, DEV, entryOf, modelAt } from './setup.ts';

/** Whoever asks after the task hears that nobody knows it: then nothing tells what became of it. */
const FORGOTTEN: Fault = {
  kind: 'status',
  status: 400,
  body: { errors: [{ code: 'taskFailedOrNotFound', message: 'The task failed or was not found.' }] },
  path: '/getResponse',
  times: 1000,
};

const FAULTS: Readonly<Record<FarFault, readonly Fault[]>> = {
  blocked: [{ kind: 'moderation_blocked' }],
  'rate-limited': [{ kind: 'rate_limit', retryAfterSeconds: 3 }],
  'no-money': [{ kind: 'insufficient_quota' }],
  'bad-key': [
    { kind: 'status', status: 401, body: { errors: [{ code: 'invalidApiKey', message: 'No.', parameter: 'apiKey' }] } },
  ],
  'server-error': [{ kind: 'server_error' }],
  overloaded: [{ kind: 'overloaded' }],
  silent: [{ kind: 'hang_before_headers' }],
  lost: [{ kind: 'reset_after_send' }, FORGOTTEN],
  'one-fewer': [{ kind: 'fewer' }],
};

async function open(entry: ModelEntry) {
  const simulator = await startSimulator({ paceMs: 0 });
  const clock = createHurriedClock();
  const isQuestion = ({ body }: { readonly body: unknown }): boolean =>
    JSON.stringify(body).startsWith('[{"taskType":"getResponse"');
  return {
    model: modelAt(`${simulator.url}/runware/v1`, clock, entry),
    clock,
    far: {
      fail: (fault: FarFault) => {
        for (const each of FAULTS[fault]) simulator.fail(each);
      },
      asked: () => simulator.requests.filter((request) => !isQuestion(request)).length,
      taken: () => simulator.taken,
    },
    close: simulator.close,
  };
}

const WAVE: ModelEntry = {
  ...DEV,
  id: 'simulator/wave',
  vendorId: 'sketch:1@1',
  dialect: 'references',
  operations: { ...DEV.operations, maxReferences: 4 },
};

for (const entry of [DEV, entryOf('runware/flux-schnell'), WAVE])
  imageModelContract(entry.id, { entry, open: () => open(entry) });
