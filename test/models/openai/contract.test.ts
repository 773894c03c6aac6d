import type { ModelEntry } from '#src/domain/model.ts';
import { createOpenAiClient } from '#src/models/openai/openai-client.ts';
import { createOpenAiModel } from '#src/models/openai/openai-model.ts';
import { imageModelContract } from '../../contracts/image-model.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { faultsWith, openFarSide } from '../far-side.ts';
import { entryOf, FLARE } from './setup.ts';

const FAULTS = faultsWith({
  kind: 'status',
  status: 401,
  body: { error: { message: 'No.', code: 'invalid_api_key' } },
});

async function open(entry: ModelEntry) {
  const { url, far, close } = await openFarSide(FAULTS);
  const clock = createManualClock();
  const client = createOpenAiClient({ apiKey: 'any-key', baseUrl: `${url}/v1` });
  return {
    model: createOpenAiModel({ entry, client, clock, providerName: 'The simulator' }),
    clock,
    far,
    close,
  };
}

for (const entry of [FLARE, entryOf('simulator/sketch-precise'), entryOf('openai/dall-e-2')])
  imageModelContract(entry.id, { entry, open: () => open(entry) });
