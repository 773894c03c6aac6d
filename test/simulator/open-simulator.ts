import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';

/** A simulator that does not dawdle and the official client talking to it, both gone when the test is. */
export async function openSimulator(options: SimulatorOptions = {}): Promise<{ simulator: Simulator; client: OpenAI }> {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());
  return { simulator, client: clientOf(simulator) };
}

export const clientOf = (simulator: Simulator, apiKey = 'test-key'): OpenAI =>
  new OpenAI({ apiKey, baseURL: `${simulator.url}/v1`, maxRetries: 0, timeout: 20_000 });

/** A POST by hand, for what the client would not send. */
export function post(
  simulator: Simulator,
  path: string,
  body: string,
  headers: Record<string, string> = { 'content-type': 'application/json' },
): Promise<Response> {
  return fetch(`${simulator.url}/v1${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer test-key', ...headers },
    body,
    signal: AbortSignal.timeout(20_000),
  });
}
