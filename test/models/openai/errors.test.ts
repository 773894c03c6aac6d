import { describe, expect, it } from 'vitest';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { type EaselError, explain } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { json, type Script } from '../../fakes/scripted-server.ts';
import { refusalOf, requestOf, startRun } from '../setup.ts';
import { scriptedModel } from './setup.ts';

/** OpenAI's error body. */
const complaint = (status: number, error: object, headers: Readonly<Record<string, string>> = {}): Script =>
  json({ error: { message: 'No.', type: null, param: null, code: null, ...error } }, status, headers);

/** What the person and the operator get when the one call is answered like that; repeats are not waited for. */
async function refusal(script: Script): Promise<EaselError> {
  const { model } = await scriptedModel([script]);
  // So short a time leaves no room for a pause, so whatever could be repeated is thrown at once.
  return refusalOf(model.generate(requestOf({ timeoutMs: 500 }), startRun().run));
}

describe("OpenAI's errors", () => {
  it.each<[string, Script, ErrorCode, EaselError['blame']]>([
    ['moderation', complaint(400, { code: 'moderation_blocked' }), 'content-blocked', 'prompt'],
    ['the old name of moderation', complaint(400, { code: 'content_policy_violation' }), 'content-blocked', 'prompt'],
    [
      'moderation without its code',
      complaint(400, { moderation_details: { categories: ['violence'] } }),
      'content-blocked',
      'prompt',
    ],
    [
      'another complaint about the request',
      complaint(400, { type: 'image_generation_user_error', code: 'bad_mask' }),
      'invalid-request',
      'provider',
    ],
    [
      'an unknown parameter',
      complaint(400, { code: 'unknown_parameter', param: 'colour' }),
      'invalid-request',
      'provider',
    ],
    ['a conflict', complaint(409, {}), 'invalid-request', 'provider'],
    ['what cannot be processed', complaint(422, {}), 'invalid-request', 'provider'],
    ['too large a request', complaint(413, {}), 'invalid-request', 'provider'],
    ['a bad key', complaint(401, { code: 'invalid_api_key' }), 'auth', 'operator'],
    [
      'a country that is not served',
      complaint(403, { code: 'unsupported_country_region_territory' }),
      'auth',
      'operator',
    ],
    ['an organization that is not verified', complaint(403, {}), 'model-unavailable', 'operator'],
    ['a model that is not there', complaint(404, { code: 'model_not_found' }), 'model-unavailable', 'operator'],
    [
      'a model the route does not know',
      complaint(400, { code: 'invalid_value', param: 'model' }),
      'model-unavailable',
      'operator',
    ],
    ['no money by status', complaint(402, {}), 'quota', 'operator'],
    ['no money by type', complaint(429, { type: 'insufficient_quota' }), 'quota', 'operator'],
    ['no money by code', complaint(429, { code: 'credit_balance_exhausted' }), 'quota', 'operator'],
    ['the old name of no money', complaint(400, { code: 'billing_hard_limit_reached' }), 'quota', 'operator'],
    ['a rate limit', complaint(429, { code: 'rate_limit_exceeded', type: 'input-images' }), 'rate-limited', 'provider'],
    ['overload', complaint(503, { code: 'server_is_overloaded' }), 'unavailable', 'provider'],
    ['another 503', complaint(503, {}), 'provider-failed', 'provider'],
    ['a fault of the server', complaint(500, { type: 'server_error' }), 'provider-failed', 'provider'],
    ['a gateway that gave up', complaint(504, {}), 'outcome-unknown', 'provider'],
    ['a request time-out', complaint(408, {}), 'outcome-unknown', 'provider'],
  ])('tells %s apart', async (_what, script, code, blame) => {
    const error = await refusal(script);
    expect({ code: error.code, blame: error.blame }).toEqual({ code, blame });
  });

  it('calls retryable only what nobody took', async () => {
    const retryable = async (status: number, error: object) => (await refusal(complaint(status, error))).retryable;
    expect(await retryable(429, {})).toBe(true);
    expect(await retryable(503, { code: 'server_is_overloaded' })).toBe(true);
    expect(await retryable(429, { code: 'insufficient_quota' })).toBe(false);
    expect(await retryable(500, {})).toBe(false);
    expect(await retryable(504, {})).toBe(false);
  });

  it('hands on how long to wait', async () => {
    const { retryAfterMs } = await refusal(complaint(429, {}, { 'retry-after': '20' }));
    expect(retryAfterMs).toBe(20_000);
  });

  it('names stage and categories of a block', async () => {
    const moderation_details = { moderation_stage: 'output', categories: ['violence', 'self-harm'] };
    const error = await refusal(complaint(400, { code: 'moderation_blocked', moderation_details }));
    expect(error.details).toEqual({ stage: 'output', categories: ['violence', 'self-harm'] });
  });

  it('repeats what the provider said, without keys and links', async () => {
    const message = "Invalid size '7x7'. Key sk-test-0123456789, see https://platform.openai.com/docs.";
    const error = await refusal(complaint(400, { message }));
    expect(plainText(explain(error))).toBe(
      "OpenAI refused the request: Invalid size '7x7'. Key (key), see (link). Change the request and send it again. Nothing was charged.",
    );
    expect(JSON.stringify([error.details, String(error.cause)])).not.toMatch(/sk-test|platform/);
  });

  it.each<[string, Script, string]>([
    ['plain text as the error', json({ error: 'unknown sampler' }, 400), 'unknown sampler'],
    ['another shape', json({ detail: 'nope' }, 400), 'it gave no reason (error 400).'],
    ['an empty body', (response) => void response.writeHead(400).end(), 'it gave no reason (error 400).'],
    [
      'a page of a proxy',
      (response) =>
        void response.writeHead(413, { 'content-type': 'text/html' }).end('<html><h1>Too large</h1></html>'),
      'it gave no reason (error 413).',
    ],
    ['words that are no JSON', (response) => void response.writeHead(400).end('bad luck'), 'bad luck'],
  ])('reads %s', async (_what, script, said) => {
    expect((await refusal(script)).details).toEqual({ provider: 'OpenAI', said });
  });

  it('keeps for the log what support asks for, and no headers or bodies', async () => {
    const { cause } = await refusal(complaint(500, { type: 'server_error' }, { 'x-request-id': 'req_7' }));
    expect(cause).toMatchObject({ status: 500, type: 'server_error', requestId: 'req_7' });
    expect(cause).not.toHaveProperty('headers');
    expect(cause).not.toHaveProperty('error');
  });

  it('never lets trouble of the account read like the prompt', async () => {
    for (const [status, error] of [
      [401, { code: 'invalid_api_key', message: 'Incorrect API key provided: sk-test-0123456789' }],
      [429, { code: 'insufficient_quota', message: 'You exceeded your current quota' }],
      [403, { message: 'Your organization must be verified' }],
    ] as const) {
      const told = plainText(explain(await refusal(complaint(status, error))));
      expect(told).toMatch(/whoever runs Easel/i);
      expect(told).not.toContain(error.message);
    }
  });
});
