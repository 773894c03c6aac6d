import type { ModelEntry } from '#src/domain/model.ts';
import { imageModelContract } from '../../contracts/image-model.ts';
import { faultsWith, openFarSide } from '../far-side.ts';
import { entryOf, modelAt, SCHNELL } from './setup.ts';

const FAULTS = faultsWith({ kind: 'status', status: 401, body: { title: 'Unauthenticated', detail: 'No.' } });

async function open(entry: ModelEntry) {
  const { url, far, close } = await openFarSide(FAULTS, ({ path }) => path.endsWith('/predictions'));
  return {
    ...modelAt(`${url}/replicate/v1`, { entry }),
    far,
    close,
  };
}

/** Said to be quick, so that the first answer is held back until the picture is there and no clock has to go on. */
const quick = (entry: ModelEntry): ModelEntry => ({ ...entry, delivery: { ...entry.delivery, typicalMs: 2000 } });

for (const entry of [SCHNELL, entryOf('flux-2-pro'), entryOf('nano-banana'), entryOf('seedream-5-pro')].map(quick))
  imageModelContract(entry.id, { entry, open: () => open(entry) });
