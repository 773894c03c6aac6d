import { GoogleGenAI } from '@google/genai';
import { onTestFinished } from 'vitest';
import { type Simulator, type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';

/** A simulator that does not dawdle and the official client talking to it, gone when the test is. */
export async function openGeminiSimulator(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());
  const client = new GoogleGenAI({
    apiKey: 'test-key',
    vertexai: false,
    apiVersion: 'v1',
    httpOptions: { baseUrl: `${simulator.url}/gemini` },
  });
  return { simulator, client };
}

export const inline = (bytes: Uint8Array, mimeType = 'image/png') => ({
  inlineData: { mimeType, data: Buffer.from(bytes).toString('base64') },
});

/** A request by hand, for what the client would not send. */
export async function post(
  simulator: Simulator,
  body: unknown,
  {
    path = '/v1beta/models/gemini-nano-banana-2.1:generateContent',
    headers = { 'x-goog-api-key': 'test-key' },
  }: { path?: string; headers?: Readonly<Record<string, string>> } = {},
) {
  const response = await fetch(`${simulator.url}/gemini${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    signal: AbortSignal.timeout(20_000),
  });
  // Whatever it is, a test that reads a field which is not there fails.
  return { status: response.status, body: (await response.json()) as Answered };
}

/** As much of any answer as the tests look into. */
export interface Answered {
  readonly error: { readonly message: string };
  readonly candidates: readonly { readonly content: { readonly parts: readonly AnsweredPart[] } }[];
}

interface AnsweredPart {
  readonly thought?: boolean;
  readonly text?: string;
  readonly inlineData?: { readonly mimeType: string; readonly data: string };
}

export const asking = (text: string, generationConfig?: object) => ({
  contents: [{ role: 'user', parts: [{ text }] }],
  ...(generationConfig && { generationConfig }),
});
