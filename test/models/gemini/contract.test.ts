import type { ModelEntry } from '#src/domain/model.ts';
import { imageModelContract } from '../../contracts/image-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { faultsWith, openFarSide } from '../far-side.ts';
import { BANANA, entryOf, modelAt } from './setup.ts';

const FAULTS = faultsWith({
  kind: 'status',
  status: 400,
  body: { error: { details: [{ reason: 'API_KEY_INVALID' }] } },
});

async function open(entry: ModelEntry) {
  const { url, far, close } = await openFarSide(FAULTS);
  const clock = createManualClock();
  return {
    model: modelAt(`${url}/gemini`, clock, entry),
    clock,
    far,
    close,
  };
}

for (const entry of [BANANA, entryOf('gemini/gemini-3.1-flash-lite-image'), entryOf('simulator/banana')])
  imageModelContract(entry.id, { entry, open: () => open(entry) });
