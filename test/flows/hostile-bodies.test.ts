import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type ApiFlow, FLOW_KEY, openApiFlow } from './open-api-flow.ts';

/** Every address that takes something from outside, as `METHOD PATH`. */
const ROUTES = [
  ...[
    'POST /v1/images/generations',
    'POST /v1/images/edits',
    'POST /v1/image_batches',
    'POST /v1/link',
    'GET /v1/jobs',
  ],
  ...[
    'GET /v1/jobs/JUNK',
    'POST /v1/jobs/JUNK/cancel',
    'GET /v1/jobs/JUNK/images/JUNK',
    'GET /v1/models/JUNK',
    'GET /v1/credits',
  ],
  ...['GET /v1/image_batches/JUNK', 'POST /v1/image_batches/JUNK/start', 'POST /v1/image_batches/JUNK/cancel'],
  ...[
    'GET /v1/image_batches/JUNK/images/JUNK/JUNK',
    'GET /v1/image_batches/JUNK/archive',
    'GET /v1/image_batches?JUNK',
  ],
  ...[
    'POST /paint/JUNK/edit',
    'POST /paint/JUNK/price',
    'GET /paint/JUNK',
    'GET /paint/JUNK/about',
    'GET /paint/JUNK/picture',
  ],
  ...['GET /gallery?JUNK', 'GET /gallery/results?JUNK', 'GET /gallery/results/JUNK', 'DELETE /gallery/results/JUNK'],
  ...['GET /gallery/pictures/JUNK/JUNK/JUNK', 'GET /gallery/assets/JUNK', 'GET /files/JUNK', 'GET /batches/JUNK'],
  ...[
    'POST /playground/requests',
    'POST /playground/buttons',
    'POST /playground/forms',
    'GET /playground/pictures/JUNK/JUNK',
  ],
  ...[
    'GET /playground/previews/JUNK/JUNK',
    'GET /playground/me?name=JUNK',
    'POST /webhooks/JUNK',
    'POST /slack/events',
    'GET /docs/JUNK',
  ],
] as const;

const ODD_WORDS = [
  '..',
  '../../etc/passwd',
  '%2e%2e%2f',
  '%00',
  '%',
  '%c0%ae',
  '__proto__',
  'constructor',
  '-1',
  '1e309',
  'NaN',
  '🦊',
  '‮',
  'a'.repeat(3000),
];
const word = fc.oneof(fc.constantFrom(...ODD_WORDS), fc.string({ unit: 'binary', maxLength: 40 }));

/** Names that the product reads, with values it does not expect, so that a body gets past the first look. */
const NAMES = [
  ...[
    'prompt',
    'model',
    'n',
    'size',
    'quality',
    'image',
    'mask',
    'stream',
    'partial_images',
    'background',
    'output_format',
  ],
  ...[
    'response_format',
    'user',
    'metadata',
    'prompts',
    'lines',
    'options',
    'command',
    'eventId',
    'name',
    'state',
    'values',
    'id',
  ],
];
const number = fc.oneof(fc.constantFrom(0, -1, 1.5, 11, 1e9, Number.POSITIVE_INFINITY, -0), fc.integer());
const value = fc.oneof(
  word,
  number,
  fc.boolean(),
  fc.constant(null),
  fc.jsonValue({ maxDepth: 3 }),
  fc.constantFrom('a fox', '1024x1024', 'png', 'imagine'),
);
const fields = fc.dictionary(fc.oneof(fc.constantFrom(...NAMES), word), value, { maxKeys: 8 });

interface Body {
  readonly body?: string | FormData | Uint8Array<ArrayBuffer>;
  readonly type?: string;
}

const JSON_TYPE = 'application/json';
const body: fc.Arbitrary<Body> = fc.oneof(
  fields.map((some) => ({ body: JSON.stringify(some), type: JSON_TYPE })),
  fields.map((some) => ({
    body: JSON.stringify({ prompt: 'a fox', model: 'gpt-image-2.5-flare', ...some }),
    type: JSON_TYPE,
  })),
  fields.map((some) => ({ body: formOf(some) })),
  fields.map((some) => ({
    body: new URLSearchParams(
      Object.fromEntries(Object.entries(some).map(([name, one]) => [name, String(one)])),
    ).toString(),
    type: 'application/x-www-form-urlencoded',
  })),
  fc.string({ unit: 'binary' }).map((text) => ({ body: text, type: JSON_TYPE })),
  fc
    .constantFrom(...['{', '[]', 'null', '"', '[[[[', '{"a":1e999}', '{"__proto__":{"a":1}}', '\ufeff{}'])
    .map((text) => ({ body: text, type: JSON_TYPE })),
  fc.nat({ max: 50_000 }).map((depth) => ({ body: '['.repeat(depth), type: JSON_TYPE })),
  fc
    .uint8Array({ maxLength: 500 })
    .map((bytes) => ({ body: Uint8Array.from(bytes), type: 'multipart/form-data; boundary=x' })),
  fc
    .constantFrom('multipart/form-data', 'text/plain', 'image/png', 'application/json; charset=utf-7', '')
    .map((type) => ({ body: '--x\r\n', type })),
);

function formOf(some: Readonly<Record<string, unknown>>): FormData {
  const form = new FormData();
  for (const [name, one] of Object.entries(some)) {
    if (typeof one === 'number')
      form.append(name, new Blob([Buffer.alloc(Math.abs(one) % 3000 || 1, 0x89)]), `${one}.png`);
    else form.append(name, typeof one === 'string' ? one : JSON.stringify(one));
  }
  return form;
}

const call = fc.record({
  route: fc.constantFrom(...ROUTES),
  words: fc.array(word, { minLength: 3, maxLength: 3 }),
  sent: body,
  signed: fc.boolean(),
});

describe('whatever comes over HTTP', () => {
  let flow: ApiFlow;
  const unhandled: unknown[] = [];
  const note = (thrown: unknown) => void unhandled.push(thrown);
  beforeAll(async () => {
    process.on('unhandledRejection', note);
    flow = await openApiFlow();
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    await flow.close();
  });

  async function send({
    route,
    words,
    sent,
    signed,
  }: typeof call extends fc.Arbitrary<infer T> ? T : never): Promise<number> {
    const [method = 'GET', path = '/'] = route.split(' ');
    const filled = words.reduce(
      (address, each) => address.replace('JUNK', () => encodeURI(each.toWellFormed()).slice(0, 4000)),
      path,
    );
    const url = URL.parse(filled.replaceAll('#', '%23').replace(/%(?![0-9a-f]{2})/gi, '%25'), flow.url);
    const headers = {
      ...(signed && { authorization: `Bearer ${FLOW_KEY}` }),
      ...(sent.type !== undefined && { 'content-type': sent.type }),
    };
    const answer = await fetch(url ?? flow.url, {
      method,
      headers,
      redirect: 'manual',
      ...(method === 'POST' && { body: sent.body ?? '' }),
    });
    const text = await answer.text();
    // Not the machine: no paths of it, no lines of code.
    expect(text).not.toMatch(/\bat \S+ \(|node_modules|file:\/\/|\/src\//);
    return answer.status;
  }

  it('is answered without a 5xx, breaks nothing, and leaves nothing on hold', { timeout: 120_000 }, async () => {
    const seen = new Set<number>();
    await fc.assert(
      fc.asyncProperty(call, async (each) => {
        const status = await send(each);
        seen.add(status);
        expect(status, `${each.route} ${JSON.stringify(each.words)}`).toBeLessThan(500);
      }),
      { numRuns: 1500, seed: 8, endOnFailure: true },
    );
    await expect.poll(() => flow.easel.jobs.unfinished(), { timeout: 20_000 }).toEqual([]);
    for await (const [account, { holds }] of flow.easel.ledger.accounts()) expect(holds, account).toEqual({});
    for await (const [account] of flow.easel.ledger.accounts())
      expect((await flow.easel.ledger.audit(account)).ok).toBe(true);
    expect(unhandled).toEqual([]);
    expect([...seen].toSorted()).toEqual(expect.arrayContaining([200, 400, 401, 404]));
    expect((await fetch(`${flow.url}/readyz`)).status).toBe(200);
  });
});
