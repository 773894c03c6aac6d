import { expect, it } from 'vitest';
import { disturbed } from '#src/simulator/openai/disturb.ts';

it('cuts the connection only when the last byte before the cut has left', async () => {
  const unsent = [300, 200, 0, 0];
  const seen: string[] = [];
  const wire = {
    signal: new AbortController().signal,
    unsent: () => {
      const left = unsent.shift() ?? 0;
      seen.push(`${left} unsent`);
      return left;
    },
    cut: () => void seen.push('cut'),
    reset: () => expect.unreachable(),
  };
  async function* events() {
    yield { type: 'a' };
    yield { type: 'b' };
  }
  for await (const { type } of disturbed(events(), { kind: 'reset_mid_stream', afterEvents: 1 }, wire)) seen.push(type);
  expect(seen).toEqual(['a', '300 unsent', '200 unsent', '0 unsent', 'cut']);
});
