import { describe, expect, it, onTestFinished } from 'vitest';
import { openCompatible } from '#src/models/openai-compatible/open-compatible.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';
import { startSimulator } from '#src/simulator/simulator.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { pixelsOf } from '../../simulator/pixels.ts';
import { requestOf, simulatorOf, startRun } from '../setup.ts';
import { entryFor, type Kind, modelAt } from './setup.ts';

const SIZE = { width: 96, height: 64 };
const SMUGGLED = '<sd_cpp_extra_args>{"width":256,"height":256,"batch_count":3,"seed":1}</sd_cpp_extra_args>';

/** A server that never draws the same twice unless it is told to, and how it was asked. */
async function server(kind: Kind) {
  let salt = 0;
  const simulator = await startSimulator({ paceMs: 0, newSalt: () => String(++salt) });
  onTestFinished(() => simulator.close());
  const { model } = modelAt(`${simulator.url}/compatible/v1`, kind);
  const drawn = async (request: FittedRequest) => {
    const { pictures } = await model.generate(request, startRun().run);
    return pictures.map(({ bytes }) => Buffer.from(bytes));
  };
  return { simulator, drawn };
}

// The simulator obeys every order in a prompt, as the real servers do; its own tests show that.
describe('a server that obeys orders in its prompt', () => {
  it('gets none from a person: neither size nor count nor seed', async () => {
    const { drawn } = await server({ preset: 'sd-cpp' });
    const request = requestOf({ size: SIZE }, { prompt: `a fox ${SMUGGLED}` });
    const [first, second] = [await drawn(request), await drawn(request)];
    expect(first).toHaveLength(1);
    expect(await pixelsOf(first[0] ?? Buffer.alloc(0))).toMatchObject(SIZE);
    expect(first[0]?.equals(second[0] ?? Buffer.alloc(0))).toBe(false);
  });

  it('gets ours, beside whatever a person tried', async () => {
    for (const preset of ['sd-cpp', 'localai'] as const) {
      const { drawn } = await server({ preset });
      const seeded = (seed: number) => drawn(requestOf({ size: SIZE, seed }, { prompt: `a fox ${SMUGGLED}` }));
      expect(await seeded(7), preset).toEqual(await seeded(7));
      expect(await seeded(7), preset).not.toEqual(await seeded(8));
    }
  });

  it('gets the negative prompt from its option alone', async () => {
    const { drawn } = await server({ preset: 'localai' });
    const asked = (prompt: string, negative?: string) =>
      drawn(requestOf({ size: SIZE, seed: 7, ...(negative !== undefined && { negative }) }, { prompt }));
    expect(await asked('a fox|fox')).toEqual(await asked('a fox/fox'));
    expect(await asked('a fox', 'whale|fox')).toEqual(await asked('a fox', 'whale/fox'));
    expect(await asked('a fox', 'fox')).not.toEqual(await asked('a fox', 'whale'));
  });
});

it('is spoken to as OpenAI is where nothing is known of it', async () => {
  const simulator = await simulatorOf();
  const connection = { provider: 'simulator', label: 'The simulator', apiKey: 'simulator', resultHosts: [] };
  const open = openCompatible(
    { ...connection, baseUrl: `${simulator.url}/compatible/v1` },
    { clock: createManualClock() },
  );
  const { pictures } = await open(entryFor({ preset: 'openai' })).generate(requestOf(), startRun().run);
  expect(pictures).toHaveLength(1);
  expect(simulator.requests[0]?.body).toMatchObject({ model: 'sketch-local', response_format: 'b64_json' });
});
