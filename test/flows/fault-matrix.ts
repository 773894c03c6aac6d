import dns from 'node:dns';
import type { ErrorCode } from '#src/domain/error-details.ts';
import type { ChaosProxy } from '../fakes/chaos-proxy.ts';
import type { CountingProvider } from '../fakes/counting-provider.ts';

/** Where a fault can be made: on the wire, at the provider's far end, and in what names lead to. */
export interface Wires {
  readonly proxy: ChaosProxy;
  readonly provider: CountingProvider;
}

/** How a request ends under a fault. */
export interface End {
  readonly end: ErrorCode | 'picture';
  /** Paid calls. */
  readonly paid: 0 | 1;
}

/** Of each provider a model, one of whose patience a test can wait for, and what a picture costs. */
export const PROVIDERS = {
  OpenAI: { model: 'openai/gpt-image-2.6-flare', cost: 2 },
  Gemini: { model: 'gemini/gemini-nano-banana-2.1', cost: 5 },
  Replicate: { model: 'replicate/qwen-image-2', cost: 6 },
} as const;

export type Provider = keyof typeof PROVIDERS;

export interface MatrixFault {
  readonly fault: string;
  /** Begins it. @returns what ends it, where it does not end by itself. */
  readonly begin: (wires: Wires, provider: Provider) => Promise<(() => Promise<void> | void) | undefined>;
  readonly expected: Readonly<Record<Provider, End>>;
}

const alike = (end: End['end'], paid: End['paid']): MatrixFault['expected'] => ({
  OpenAI: { end, paid },
  Gemini: { end, paid },
  Replicate: { end, paid },
});

const toxic =
  (...args: Parameters<ChaosProxy['set']>): MatrixFault['begin'] =>
  async ({ proxy }) => {
    proxy.set(...args);
    return () => proxy.set(undefined);
  };

const instead =
  (status: number, isPaid: boolean, headers: Readonly<Record<string, string>> = {}): MatrixFault['begin'] =>
  async ({ provider }, whose) => {
    provider.answerNext({ status, isPaid, headers, body: JSON.stringify(complaint(whose, status)) });
    return undefined;
  };

/** In the words of each service. */
function complaint(provider: Provider, status: number): object {
  const message = status === 503 ? 'The model is overloaded. Please try again later.' : 'That did not work.';
  if (provider === 'Replicate') return { status, title: message, detail: message };
  if (provider === 'Gemini') return { error: { code: status, status: GOOGLE[status] ?? 'INTERNAL', message } };
  return { error: { message, type: status === 429 ? 'requests' : 'server_error', code: OPENAI[status] ?? null } };
}

const GOOGLE: Readonly<Record<number, string>> = {
  401: 'UNAUTHENTICATED',
  429: 'RESOURCE_EXHAUSTED',
  503: 'UNAVAILABLE',
};
const OPENAI: Readonly<Record<number, string>> = {
  401: 'invalid_api_key',
  429: 'rate_limit_exceeded',
  503: 'server_is_overloaded',
};

export const MATRIX: readonly MatrixFault[] = [
  {
    fault: 'connection refused',
    async begin({ proxy }) {
      await proxy.down();
      return proxy.up;
    },
    expected: alike('unavailable', 0),
  },
  {
    fault: 'reset before the request was taken',
    begin: toxic({ kind: 'reset_peer', on: 'up' }),
    expected: alike('outcome-unknown', 0),
  },
  {
    fault: 'reset after the request was taken',
    begin: toxic({ kind: 'reset_peer', on: 'down' }),
    expected: alike('outcome-unknown', 1),
  },
  { fault: 'hang', begin: toxic({ kind: 'timeout', on: 'down' }), expected: alike('timed-out', 1) },
  {
    fault: 'slow drip',
    begin: toxic({ kind: 'slicer', on: 'down', bytes: 1, ms: 20 }),
    expected: alike('timed-out', 1),
  },
  {
    fault: 'truncated answer',
    begin: toxic({ kind: 'limit_data', on: 'down', bytes: 180 }),
    expected: alike('outcome-unknown', 1),
  },
  {
    fault: 'malformed JSON',
    async begin({ provider }) {
      provider.answerNext({ status: 200, isPaid: true, body: '{"created": 1, "data": [{"b64_json": "iVBOR' });
      return undefined;
    },
    expected: { ...alike('no-image', 1), Replicate: { end: 'outcome-unknown', paid: 1 } },
  },
  { fault: '429 with Retry-After', begin: instead(429, false, { 'retry-after': '1' }), expected: alike('picture', 1) },
  { fault: '429 without Retry-After', begin: instead(429, false), expected: alike('picture', 1) },
  { fault: '500 after the effect', begin: instead(500, true), expected: alike('provider-failed', 1) },
  {
    fault: '503',
    begin: instead(503, false),
    // Only OpenAI and Gemini have words for being overloaded, which prove that nothing was taken.
    expected: { ...alike('picture', 1), Replicate: { end: 'provider-failed', paid: 0 } },
  },
  { fault: 'DNS failure', begin: withoutNames, expected: alike('unavailable', 0) },
  { fault: 'expired token', begin: instead(401, false), expected: alike('auth', 0) },
];

/** Nobody knows the providers' host, and no connection to it is left. */
async function withoutNames({ proxy }: Wires): Promise<() => void> {
  const { lookup } = dns;
  await proxy.down();
  await proxy.up();
  const failing = (name: string, ...rest: unknown[]) => {
    const done = rest.at(-1);
    const error = Object.assign(new Error(`getaddrinfo ENOTFOUND ${name}`), {
      code: 'ENOTFOUND',
      syscall: 'getaddrinfo',
    });
    if (typeof done === 'function') setImmediate(() => done(error));
  };
  Object.assign(dns, { lookup: failing });
  return () => void Object.assign(dns, { lookup });
}

/** As it stands in docs/reliability.md. */
export const matrixLines = (): readonly string[] =>
  MATRIX.map(({ fault, expected }) => {
    const cells = Object.values(expected).map(({ end, paid }) => `${end}, ${paid} paid`);
    return `| ${[fault, ...cells].join(' | ')} |`;
  });
