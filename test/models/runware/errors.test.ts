import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { endedWith, refusalIn } from '#src/models/runware/errors.ts';
import { type Complaint, readBody } from '#src/models/runware/response.ts';
import type { CallContext } from '#src/net/call-context.ts';

const NOW = Date.UTC(2026, 10, 21);
const CONTEXT: CallContext = {
  provider: 'Runware',
  modelId: 'runware/flux-dev',
  secrets: ['rw-key-1'],
  now: () => NOW,
};

const refused = (status: number, said: Partial<Complaint>, headers: Record<string, string> = {}) =>
  refusalIn({ status, headers: new Headers(headers), answer: undefined }, { code: '', message: '', ...said }, CONTEXT);

describe('a task that Runware refuses', () => {
  it.each<[string, number, Partial<Complaint>, ErrorCode]>([
    ['a wrong key', 401, { code: 'invalidApiKey' }, 'auth'],
    ['no key', 401, { code: 'missingApiKey' }, 'auth'],
    ['a suspended account', 403, { code: 'accountSuspended' }, 'auth'],
    ['no permission', 403, { code: 'insufficientPermissions' }, 'auth'],
    ['403 without words', 403, {}, 'auth'],
    ['no credits', 402, { code: 'insufficientCredits' }, 'quota'],
    ['a quota', 429, { code: 'quotaExceeded' }, 'quota'],
    ['402 without words', 402, {}, 'quota'],
    ['too many requests', 429, { code: 'rateLimitExceeded' }, 'rate-limited'],
    ['429 without words', 429, {}, 'rate-limited'],
    ['no capacity', 503, { code: 'serviceUnavailable' }, 'unavailable'],
    ['no server', 503, { code: 'noAvailableServer' }, 'unavailable'],
    ['a blocked prompt', 400, { code: 'promptBlocked' }, 'content-blocked'],
    ['a content policy', 400, { code: 'providerContentPolicyViolation' }, 'content-blocked'],
    ['content another provider refused', 400, { code: 'invalidProviderContent' }, 'content-blocked'],
    ['an unknown model', 400, { code: 'modelNotFound' }, 'model-unavailable'],
    ['a model that is none', 400, { code: 'invalidModel', parameter: 'model' }, 'model-unavailable'],
    ['a missing address', 404, {}, 'model-unavailable'],
    ['a bad value', 400, { code: 'invalidSeed', parameter: 'seed' }, 'invalid-request'],
    ['an unknown field', 400, { code: 'unknownParameter' }, 'invalid-request'],
    ['a large body', 413, { code: '' }, 'invalid-request'],
    ['words nobody knows', 400, { code: 'somethingNew' }, 'invalid-request'],
    ['an error of its own', 500, { code: 'internalServerError' }, 'provider-failed'],
    ['another provider that failed', 500, { code: 'providerUnauthorized' }, 'provider-failed'],
    ['another provider that was late', 504, { code: 'timeoutProvider' }, 'provider-failed'],
    ['a redirect', 302, {}, 'provider-failed'],
    ['an error nobody knows', 500, { code: 'somethingNew' }, 'provider-failed'],
  ])('for %s is told so', (_what, status, said, code) => {
    expect(refused(status, said).code).toBe(code);
  });

  it('may be sent again only where it was surely not taken', () => {
    const retryable = [401, 402, 408, 429, 500, 502, 503, 504].filter((status) => refused(status, {}).retryable);
    expect(retryable).toEqual([429, 503]);
    expect(refused(503, { code: 'invalidSeed' }).retryable).toBe(false);
  });

  it('waits as long as Runware says', () => {
    expect(refused(429, {}, { 'retry-after': '7' }).retryAfterMs).toBe(7000);
    expect(refused(429, {}).retryAfterMs).toBeUndefined();
  });

  it('tells where the filter stood, as far as the code says', () => {
    expect(refused(400, { code: 'promptBlocked' }).details).toEqual({ stage: 'input' });
    expect(refused(400, { code: 'imageBlocked' }).details).toEqual({ stage: 'output' });
    expect(refused(400, { code: 'contentPolicyViolation' }).details).toEqual({});
  });

  it("repeats Runware's words without keys and addresses, and says so where there are none", () => {
    const said = refused(400, { code: 'invalidWidth', message: 'Use rw-key-1, see https://runware.ai/docs' });
    expect(said.details).toEqual({ provider: 'Runware', said: 'Use (key), see (link)' });
    expect(refused(400, {}).details).toEqual({ provider: 'Runware', said: 'it gave no reason (error 400).' });
  });
});

describe('a task that ends badly', () => {
  it.each<[string, ErrorCode]>([
    ['rateLimitExceeded', 'provider-failed'],
    ['serviceUnavailable', 'provider-failed'],
    ['inferenceError', 'provider-failed'],
    ['timeoutProvider', 'provider-failed'],
    ['nsfwContentDetected', 'content-blocked'],
    ['invalidSeedImage', 'invalid-request'],
    ['somethingNew', 'provider-failed'],
  ])('with %s is never repeated', (code, expected) => {
    const error = endedWith({ code, message: '' }, CONTEXT);
    expect(error.code).toBe(expected);
    expect(error.retryable).toBe(false);
  });
});

describe('an answer of Runware', () => {
  const read = (value: unknown) => readBody(Buffer.from(JSON.stringify(value)));

  it.each([[null], [[]], ['data'], [{}], [{ data: 'x' }], [{ message: 'Bad gateway' }], [{ errors: 'x' }]])(
    'is none of its own where it is %j',
    (value) => {
      expect(read(value)).toBeUndefined();
    },
  );

  it('is none of its own where it is no JSON', () => {
    expect(readBody(Buffer.from('<html>'))).toBeUndefined();
    expect(readBody(Buffer.from('{"data": ['))).toBeUndefined();
  });

  it('keeps what can be read where parts are not as documented', () => {
    expect(
      read({ data: [{ status: 7, imageURL: 'https://x/1', seed: 'many', cost: null, progress: 400 }] })?.items,
    ).toEqual([{ state: 'success', picture: 'https://x/1', isUnsafe: false, share: 1 }]);
  });

  it('has its complaints wherever they stand', () => {
    const said = { code: 'inferenceError', message: 'No.' };
    for (const body of [{ errors: [said] }, { error: said }, { data: [{ status: 'error', error: said }] }])
      expect(read(body)?.complaints).toEqual([said]);
    expect(read({ errors: [{ code: 1, parameter: ['width', 'height'] }] })?.complaints).toEqual([
      { code: '', message: '', parameter: 'width' },
    ]);
  });
});
