import { onTestFinished, vi } from 'vitest';
import { type SimulatorOptions, startSimulator } from '#src/simulator/simulator.ts';

/** One item of an answer, finished or not. */
export interface Item {
  readonly taskUUID: string;
  readonly status?: string;
  readonly imageURL?: string;
  readonly imageBase64Data?: string;
  readonly imageDataURI?: string;
  readonly seed?: number;
  readonly cost?: number;
  readonly NSFWContent?: boolean;
}

interface Answer {
  readonly data?: readonly Item[];
  readonly errors?: readonly { readonly code: string; readonly parameter?: string; readonly taskUUID?: string }[];
}

/** A simulator that does not dawdle, and what asks it by hand. */
export async function openRunwareSimulator(options: SimulatorOptions = {}) {
  const simulator = await startSimulator({ paceMs: 0, ...options });
  onTestFinished(() => simulator.close());

  async function post(body: unknown, headers: Readonly<Record<string, string>> = { authorization: 'Bearer any-key' }) {
    const response = await fetch(`${simulator.url}/runware/v1`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
      signal: AbortSignal.timeout(20_000),
    });
    // What the simulator answers is under test; a test that reads what is not there fails by that.
    return { status: response.status, headers: response.headers, answer: (await response.json()) as Answer };
  }

  const asked = (taskUUID: string) => post([{ taskType: 'getResponse', taskUUID }]);

  /** Asks until nothing is in the making any more. */
  const ended = (taskUUID: string): Promise<Answer> =>
    vi.waitFor(
      async () => {
        const { answer } = await asked(taskUUID);
        if (answer.data?.some(({ status }) => status === 'processing')) throw new Error('It is not finished.');
        return answer;
      },
      { timeout: 10_000, interval: 20 },
    );

  return { simulator, post, asked, ended };
}

/** A small task that is answered at once, with a new id. */
export const taskOf = (more: Readonly<Record<string, unknown>> = {}) => ({
  taskType: 'imageInference',
  taskUUID: crypto.randomUUID(),
  model: 'sketch:1@1',
  positivePrompt: 'a red fox',
  width: 256,
  height: 192,
  outputType: 'base64Data',
  outputFormat: 'PNG',
  ...more,
});

export const bytesOf = (item: Item | undefined): Buffer => Buffer.from(item?.imageBase64Data ?? '', 'base64');

export const uriOf = (bytes: Uint8Array, type = 'image/png'): string =>
  `data:${type};base64,${Buffer.from(bytes).toString('base64')}`;
