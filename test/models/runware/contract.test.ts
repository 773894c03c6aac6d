import type { ModelEntry } from '#src/domain/model.ts';
import type { Fault } from '#src/simulator/faults.ts';
import { type FarFault, imageModelContract } from '../../contracts/image-model.ts';
import { faultsWith, openFarSide } from '../far-side.ts';
import { createHurriedClock, DEV, entryOf, modelAt } from './setup.ts';

/** Whoever asks after the task hears that nobody knows it: then nothing tells what became of it. */
const FORGOTTEN: Fault = {
  kind: 'status',
  status: 400,
  body: { errors: [{ code: 'taskFailedOrNotFound', message: 'The task failed or was not found.' }] },
  path: '/getResponse',
  times: 1000,
};

const FAULTS = faultsWith({
  kind: 'status',
  status: 401,
  body: { errors: [{ code: 'invalidApiKey', message: 'No.', parameter: 'apiKey' }] },
});

const isTask = ({ body }: { readonly body: unknown }): boolean =>
  !JSON.stringify(body).startsWith('[{"taskType":"getResponse"');

async function open(entry: ModelEntry) {
  const { url, simulator, far, close } = await openFarSide(FAULTS, isTask);
  const clock = createHurriedClock();
  const fail = (fault: FarFault): void => {
    far.fail(fault);
    if (fault === 'lost') simulator.fail(FORGOTTEN);
  };
  return { model: modelAt(`${url}/runware/v1`, clock, entry), clock, far: { ...far, fail }, close };
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
