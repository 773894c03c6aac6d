import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { type EaselError, explain } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { json, reset, type Script } from '../../fakes/scripted-server.ts';
import { refusalOf, requestOf, startRun } from '../setup.ts';
import { API_KEY, scriptedModel } from './setup.ts';

/** Google's error body. */
const complaint = (
  code: number,
  status: string,
  { message = 'No.', details }: { message?: string; details?: readonly object[] } = {},
  headers: Readonly<Record<string, string>> = {},
): Script => json({ error: { code, message, status, ...(details && { details }) } }, code, headers);

const info = (reason: string) => ({ '@type': 'type.googleapis.com/google.rpc.ErrorInfo', reason });
const quota = (quotaId: string, quotaValue?: string) => ({
  '@type': 'type.googleapis.com/google.rpc.QuotaFailure',
  violations: [{ quotaId, ...(quotaValue !== undefined && { quotaValue }) }],
});
const retry = (retryDelay: string) => ({ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay });
const MINUTE = quota('GenerateRequestsPerMinutePerProjectPerModel', '10');
const EXHAUSTED = 'You exceeded your current quota, please check your plan and billing details.';

/** What the person and the operator get when the one call is answered like that; repeats are not waited for. */
async function refusal(script: Script): Promise<EaselError> {
  const { model } = await scriptedModel(script);
  // So short a time leaves no room for a pause, so whatever could be repeated is thrown at once.
  return refusalOf(model.generate(requestOf({ timeoutMs: 500 }), startRun().run));
}

describe("Gemini's errors", () => {
  it.each<[string, Script, ErrorCode, EaselError['blame']]>([
    [
      'a bad key',
      complaint(400, 'INVALID_ARGUMENT', { message: 'API key not valid.', details: [info('API_KEY_INVALID')] }),
      'auth',
      'operator',
    ],
    ['no key', complaint(403, 'PERMISSION_DENIED'), 'auth', 'operator'],
    ['a key of the old kind', complaint(401, 'UNAUTHENTICATED'), 'auth', 'operator'],
    [
      'a key for other services',
      complaint(403, 'PERMISSION_DENIED', { details: [info('API_KEY_SERVICE_BLOCKED')] }),
      'auth',
      'operator',
    ],
    [
      'an account without billing',
      complaint(403, 'PERMISSION_DENIED', { details: [info('BILLING_DISABLED')] }),
      'quota',
      'operator',
    ],
    [
      'a plan that is needed',
      complaint(400, 'FAILED_PRECONDITION', {
        message: 'Gemini API free tier is not available in your country. Please enable billing on your project.',
      }),
      'quota',
      'operator',
    ],
    [
      'a place that is not served',
      complaint(400, 'FAILED_PRECONDITION', { message: 'User location is not supported for the API use.' }),
      'auth',
      'operator',
    ],
    ['an empty prepaid account', complaint(402, 'FAILED_PRECONDITION'), 'quota', 'operator'],
    [
      'an empty prepaid account by its words',
      complaint(429, 'RESOURCE_EXHAUSTED', { message: 'Your prepayment credits are depleted.' }),
      'quota',
      'operator',
    ],
    [
      "the day's quota",
      complaint(429, 'RESOURCE_EXHAUSTED', {
        message: EXHAUSTED,
        details: [MINUTE, quota('GenerateRequestsPerDayPerProjectPerModel', '250'), retry('18s')],
      }),
      'quota',
      'operator',
    ],
    [
      'a model the plan does not have',
      complaint(429, 'RESOURCE_EXHAUSTED', { message: EXHAUSTED, details: [quota('GenerateRequestsPerMinute', '0')] }),
      'quota',
      'operator',
    ],
    [
      "the minute's quota, although it speaks of billing",
      complaint(429, 'RESOURCE_EXHAUSTED', { message: EXHAUSTED, details: [MINUTE, retry('18s')] }),
      'rate-limited',
      'provider',
    ],
    ['a rate limit without details', complaint(429, 'RESOURCE_EXHAUSTED'), 'rate-limited', 'provider'],
    ['a model that is not there', complaint(404, 'NOT_FOUND'), 'model-unavailable', 'operator'],
    ['a wrong argument', complaint(400, 'INVALID_ARGUMENT'), 'invalid-request', 'provider'],
    ['too large a request', complaint(413, 'INVALID_ARGUMENT'), 'invalid-request', 'provider'],
    [
      'overload',
      complaint(503, 'UNAVAILABLE', { message: 'The model is overloaded. Please try again later.' }),
      'unavailable',
      'provider',
    ],
    [
      'overload in newer words',
      complaint(503, 'UNAVAILABLE', { message: 'This model is currently experiencing high demand.' }),
      'unavailable',
      'provider',
    ],
    ['another 503', complaint(503, 'UNAVAILABLE'), 'provider-failed', 'provider'],
    ['a fault of the server', complaint(500, 'INTERNAL'), 'provider-failed', 'provider'],
    ['a service that gave up', complaint(504, 'DEADLINE_EXCEEDED'), 'outcome-unknown', 'provider'],
    ['a service that thinks we did', complaint(499, 'CANCELLED'), 'outcome-unknown', 'provider'],
    ['a gateway that failed', complaint(502, 'UNKNOWN'), 'outcome-unknown', 'provider'],
    ['a connection that broke', reset, 'outcome-unknown', 'provider'],
    ['a list around the error', json([{ error: { code: 404, message: 'No.' } }], 404), 'model-unavailable', 'operator'],
  ])('tells %s apart', async (_what, script, code, blame) => {
    const error = await refusal(script);
    expect({ code: error.code, blame: error.blame }).toEqual({ code, blame });
  });

  it('calls retryable only what nobody took', async () => {
    const retryable = async (...said: Parameters<typeof complaint>) => (await refusal(complaint(...said))).retryable;
    expect(await retryable(429, 'RESOURCE_EXHAUSTED', { details: [MINUTE] })).toBe(true);
    expect(await retryable(503, 'UNAVAILABLE', { message: 'The model is overloaded.' })).toBe(true);
    expect(await retryable(503, 'UNAVAILABLE')).toBe(false);
    expect(await retryable(429, 'RESOURCE_EXHAUSTED', { details: [quota('RequestsPerDay')] })).toBe(false);
    expect(await retryable(500, 'INTERNAL')).toBe(false);
    expect(await retryable(504, 'DEADLINE_EXCEEDED')).toBe(false);
  });

  it.each<[string, Script, number]>([
    ['its details', complaint(429, 'RESOURCE_EXHAUSTED', { details: [MINUTE, retry('18.25s')] }), 18_250],
    ['the header', complaint(429, 'RESOURCE_EXHAUSTED', { details: [MINUTE] }, { 'retry-after': '20' }), 20_000],
  ])('hands on how long to wait, from %s', async (_where, script, expected) => {
    expect((await refusal(script)).retryAfterMs).toBe(expected);
  });

  it('repeats what the provider said, without keys and links', async () => {
    const message = `Unsupported image size: 1k. Key ${API_KEY}, see https://ai.google.dev/gemini-api/docs.`;
    const error = await refusal(complaint(400, 'INVALID_ARGUMENT', { message }));
    expect(plainText(explain(error))).toBe(
      'Gemini refused the request: Unsupported image size: 1k. Key (key), see (link). Change the request and send it again. Nothing was charged.',
    );
    expect(JSON.stringify([error.details, String(error.cause)])).not.toMatch(/AIza|google\.dev/);
  });

  it.each<[string, Script, string]>([
    ['plain text as the error', json({ error: 'unknown sampler' }, 400), 'unknown sampler'],
    ['another shape', json({ detail: 'nope' }, 400), 'it gave no reason (error 400).'],
    ['an empty body', (response) => void response.writeHead(400).end(), 'it gave no reason (error 400).'],
    [
      'JSON that breaks off',
      (response) => void response.writeHead(400, { 'content-type': 'application/json' }).end('{"error":{"mess'),
      'it gave no reason (error 400).',
    ],
    [
      'a page of a proxy',
      (response) =>
        void response.writeHead(413, { 'content-type': 'text/html' }).end('<html><h1>Too large</h1></html>'),
      'it gave no reason (error 413).',
    ],
    ['words that are no JSON', (response) => void response.writeHead(400).end('bad luck'), 'bad luck'],
  ])('reads %s', async (_what, script, said) => {
    expect((await refusal(script)).details).toEqual({ provider: 'Gemini', said });
  });

  it('keeps for the log what an operator asks for, and no headers or bodies', async () => {
    const { cause } = await refusal(
      complaint(429, 'RESOURCE_EXHAUSTED', { message: 'Used up.', details: [quota('RequestsPerDay', '250')] }),
    );
    expect(cause).toMatchObject({ message: 'Used up.', status: 429, code: 'RESOURCE_EXHAUSTED' });
    expect(cause).toHaveProperty('quotas', ['RequestsPerDay 250']);
    expect(cause).not.toHaveProperty('headers');
    expect(cause).not.toHaveProperty('error');
  });

  it('never lets trouble of the account read like the prompt', async () => {
    for (const script of [
      complaint(400, 'INVALID_ARGUMENT', { message: 'API key not valid.', details: [info('API_KEY_INVALID')] }),
      complaint(403, 'PERMISSION_DENIED', { message: 'Consumer has been suspended.' }),
      complaint(429, 'RESOURCE_EXHAUSTED', { message: EXHAUSTED, details: [quota('RequestsPerDay')] }),
    ]) {
      const told = plainText(explain(await refusal(script)));
      expect(told).toMatch(/whoever runs Easel/i);
      expect(told).not.toMatch(/not valid|suspended|exceeded/);
    }
  });
});
