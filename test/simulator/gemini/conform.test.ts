import { describe, expect, it } from 'vitest';
import type { Fault } from '#src/simulator/faults.ts';
import { descriptionOf, hasDescriptions } from '../../descriptions.ts';
import { pngOf } from '../../fixtures/pictures.ts';
import { asking, inline, openGeminiSimulator, post } from './setup.ts';

describe.skipIf(!hasDescriptions)(
  'by the description of the API (skipped where it is absent)',
  { timeout: 20_000 },
  () => {
    it.each<[string, Fault | undefined]>([
      ['a picture', undefined],
      ['words only', { kind: 'text_only' }],
      ['no picture', { kind: 'fewer' }],
      ['a damaged picture', { kind: 'corrupt' }],
      ['a blocked prompt', { kind: 'moderation_blocked', categories: ['harassment'] }],
      ['a blocked prompt without a reason', { kind: 'moderation_blocked' }],
      ['a blocked picture', { kind: 'moderation_blocked', stage: 'output', categories: ['hate speech'] }],
    ])('an answer is right: %s', async (_what, fault) => {
      const { simulator } = await openGeminiSimulator();
      if (fault) simulator.fail(fault);
      const { status, body } = await post(simulator, asking('a fox'));
      expect(status).toBe(200);
      expect((await descriptionOf('gemini')).schema('GenerateContentResponse', body)).toEqual([]);
    });

    it('an edit is right, and so is the recorded request', async () => {
      const { simulator } = await openGeminiSimulator();
      const parts = [inline(await pngOf({ width: 64, height: 64 })), { text: 'at night' }];
      const { body } = await post(simulator, { contents: [{ role: 'user', parts }] });
      const spec = await descriptionOf('gemini');
      expect(spec.schema('GenerateContentResponse', body)).toEqual([]);
      expect(spec.schema('GenerateContentRequest', simulator.requests[0]?.body)).toEqual([]);
    });

    it('what is written is right', async () => {
      const { simulator } = await openGeminiSimulator();
      const { body } = await post(simulator, asking('Ada'), { path: '/v1/models/gemini-3-flash:generateContent' });
      expect((await descriptionOf('gemini')).schema('GenerateContentResponse', body)).toEqual([]);
    });

    it('the list of models is right, and so is each', async () => {
      const { simulator } = await openGeminiSimulator();
      const ask = async (path: string): Promise<unknown> => {
        const headers = { 'x-goog-api-key': 'test-key' };
        return (await fetch(`${simulator.url}/gemini${path}`, { headers })).json();
      };
      const spec = await descriptionOf('gemini');
      expect(spec.schema('ListModelsResponse', await ask('/v1/models'))).toEqual([]);
      expect(spec.schema('Model', await ask('/v1beta/models/banana'))).toEqual([]);
    });
  },
);
