import { imageModelContract } from '../../contracts/image-model.ts';
import { faultsWith, openFarSide } from '../far-side.ts';
import { entryFor, type Kind, modelAt } from './setup.ts';

const FAULTS = faultsWith({ kind: 'status', status: 401, body: { error: 'no such key' } });

async function open(kind: Kind) {
  const { url, far, close } = await openFarSide(FAULTS);
  return {
    ...modelAt(`${url}/compatible/v1`, kind),
    far,
    close,
  };
}

const KINDS: readonly Kind[] = [
  { preset: 'airefinery' },
  { preset: 'sd-cpp', apiKey: '' },
  { preset: 'localai', apiKey: '' },
  { preset: 'openai', flags: { seed: 'field', negative: 'field' } },
];

for (const kind of KINDS) imageModelContract(kind.preset, { entry: entryFor(kind), open: () => open(kind) });
