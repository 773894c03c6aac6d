import { pngOf } from '../test/fixtures/pictures.ts';
import { startFakeOpenAi } from './fake-openai.ts';

/** The provider in a process of its own, so that its megabytes stall nobody who measures. To be forked: PACE-MS; sends its address. */
const [paceMs = '0'] = process.argv.slice(2);
// Noise does not compress: 837 x 837 pixels of 3 bytes are 2 MiB.
const provider = await startFakeOpenAi({
  picture: await pngOf({ width: 837, height: 837, noise: true }),
  paceMs: Number(paceMs),
});
process.send?.(provider.url);
