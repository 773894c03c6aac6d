import { describe, expect, it } from 'vitest';
import { explain } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { json, type Script } from '../../fakes/scripted-server.ts';
import { maskPng, pngOf } from '../../fixtures/pictures.ts';
import { refusalOf, requestOf, startRun } from '../setup.ts';
import { API_KEY, type Kind, scripted, simulated } from './setup.ts';

const PNG = Buffer.from(await pngOf({ width: 8, height: 8 }));
const B64 = PNG.toString('base64');
const PICTURE: Script = (response) => void response.writeHead(200, { 'content-type': 'image/png' }).end(PNG);

const refusal = async (script: Script, kind: Kind = { preset: 'sd-cpp' }) => {
  const { model } = await scripted(kind, script);
  // So short a time leaves no room for a pause, so whatever could be repeated is thrown at once.
  return refusalOf(model.generate(requestOf({ timeoutMs: 500 }), startRun().run));
};

describe('a refusal keeps its words', () => {
  it.each<[string, unknown, string]>([
    ['as a bare string', { error: 'prompt required' }, 'prompt required'],
    ['beside a bare code', { error: 'server_error', message: 'bad image' }, 'bad image'],
    ['of LocalAI, whose codes are numbers', { error: { code: 400, message: 'no backend', type: '' } }, 'no backend'],
    ['of vLLM', { object: 'error', message: 'too long', type: 'BadRequestError', code: 400 }, 'too long'],
    ['of FastAPI', { detail: 'not a size' }, 'not a size'],
    [
      'of FastAPI about fields',
      { detail: [{ loc: ['body', 'n'], msg: 'too many' }, { msg: 'too few' }] },
      'too many; too few',
    ],
    ['of OpenAI', { error: { message: 'No such size.', code: 'invalid_value' } }, 'No such size.'],
    ['of none of these', { reason: 'x' }, 'it gave no reason (error 400).'],
    ['that are odd', { error: { deep: true }, message: 'other words' }, 'it gave no reason (error 400).'],
    ['that are no object', ['x'], 'it gave no reason (error 400).'],
  ])('%s', async (_how, body, said) => {
    expect((await refusal(json(body, 400))).details).toEqual({ provider: 'The attic', said });
  });

  it('in plain text', async () => {
    const script: Script = (response) => void response.writeHead(400).end('unknown sampler');
    expect((await refusal(script)).details).toMatchObject({ said: 'unknown sampler' });
  });

  it('for the log where the server itself failed', async () => {
    const error = await refusal(json({ error: 'server_error', message: 'out of memory' }, 500));
    expect(error).toMatchObject({ code: 'provider-failed', details: { status: 500 }, cause: { type: 'server_error' } });
    expect(String(error.cause)).toContain('out of memory');
  });

  it('but never the key or a link', async () => {
    const error = await refusal(json({ error: `key ${API_KEY} at http://10.0.0.7/x is wrong` }, 400));
    expect(plainText(explain(error))).toContain('key (key) at (link) is wrong');
    expect(JSON.stringify([error.details, String(error.cause)])).not.toMatch(/sk-test|10\.0\.0\.7/);
  });

  it('nor a key that looks like plain words', async () => {
    const error = await refusal(json({ error: 'not open sesame' }, 400), { preset: 'sd-cpp', apiKey: 'open sesame' });
    expect(error.details).toMatchObject({ said: 'not (key)' });
    expect(String(error.cause)).not.toContain('sesame');
  });

  it('also where no key is used, none of them taken for one', async () => {
    const error = await refusal(json({ error: 'none - of these' }, 400), { preset: 'sd-cpp', apiKey: '' });
    expect(error.details).toMatchObject({ said: 'none - of these' });
  });

  it.each<[string, Script, string]>([
    ['a bad key', json({ error: 'no' }, 401), 'auth'],
    ['no such model', json({ detail: 'Not Found' }, 404), 'model-unavailable'],
    ['a rate limit', json({ detail: 'slow down' }, 429), 'rate-limited'],
    ['a gateway that gave up', json({ message: 'Endpoint request timed out' }, 504), 'outcome-unknown'],
    [
      'a refusal that breaks off',
      (response) => {
        response.writeHead(500, { 'content-length': '99' });
        response.write('{"error":', () => response.socket?.destroy());
      },
      'provider-failed',
    ],
  ])('and is told apart by its status: %s', async (_what, script, code) => {
    expect((await refusal(script)).code).toBe(code);
  });
});

describe('a result', () => {
  const outcome = async (body: object, kind: Kind = { preset: 'localai' }) => {
    const { model } = await scripted(kind, json(body));
    return model.generate(requestOf(), startRun().run);
  };

  it.each([
    ['base64', { b64_json: B64 }],
    ['a data URL', { url: `data:image/png;base64,${B64}` }],
    ['a data URL where base64 belongs', { b64_json: `data:image/png;base64,${B64}` }],
  ])('may be %s', async (_what, item) => {
    expect((await outcome({ data: [item] })).pictures).toEqual([{ bytes: PNG }]);
  });

  it('whose server counts nothing has no usage', async () => {
    const usage = { input_tokens: 0, output_tokens: 0, total_tokens: 0 };
    expect(await outcome({ data: [{ b64_json: B64 }], usage })).not.toHaveProperty('usage');
    expect(await outcome({ data: [{ b64_json: B64 }], usage: null })).not.toHaveProperty('usage');
  });

  it('may lie at an address of the same server, and is fetched without the key', async () => {
    const { model, server } = await scripted({ preset: 'localai' });
    server.script(json({ data: [{ url: `${server.url}/generated-images/b64.png` }] }), PICTURE);
    const { pictures } = await model.generate(requestOf(), startRun().run);
    expect(pictures.map(({ bytes }) => Buffer.from(bytes).equals(PNG))).toEqual([true]);
    expect(server.calls[1]?.path).toBe('/generated-images/b64.png');
    expect(server.calls[1]?.headers).not.toHaveProperty('authorization');
  });

  it.each([
    'http://127.0.0.1:9/x.png',
    'https://pictures.example.com/x.png',
    'http://169.254.169.254/latest/meta-data',
    'http://pictures.invalid/x.png',
  ])('is not fetched from another place: %s', async (url) => {
    const error = await refusal(json({ data: [{ url }] }));
    expect(error.code).toBe('no-image');
    expect(String(error.cause)).toContain('Nothing is fetched from');
  });

  it('is looked for at a host that is allowed', async () => {
    const kind: Kind = { preset: 'localai', resultHosts: ['pictures.invalid'] };
    const error = await refusal(json({ data: [{ url: 'https://pictures.invalid/x.png' }] }), kind);
    expect(error.code).toBe('no-image');
    // There is no such host, so it is as far as this goes.
    expect(String(error.cause)).toContain('The connection broke');
  });

  it('is not fetched over plain http from a host that is allowed', async () => {
    const kind: Kind = { preset: 'localai', resultHosts: ['pictures.example.com'] };
    expect((await refusal(json({ data: [{ url: 'http://pictures.example.com/x.png' }] }), kind)).code).toBe('no-image');
  });

  it.each(['missing', 'html', 'huge', 'other-host', 'other-port'] as const)(
    'that is spoiled is no picture: %s',
    async (how) => {
      const { model, simulator } = await simulated({ preset: 'localai', flags: { responseFormat: 'url' } });
      expect((await model.generate(requestOf(), startRun().run)).pictures).toHaveLength(1);
      simulator.fail({ kind: 'bad_output', how });
      expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('no-image');
    },
  );

  it('of a place that only answers with addresses comes as well', async () => {
    const { model } = await simulated({ preset: 'localai', apiKey: '' });
    const mask = await maskPng({ width: 8, height: 8, hole: { left: 0, top: 0, width: 4, height: 4 } });
    const pictures = {
      references: [{ bytes: PNG, type: 'image/png' }],
      mask: { bytes: mask, type: 'image/png' },
    } as const;
    expect((await model.generate(requestOf({}, pictures), startRun().run)).pictures).toHaveLength(1);
  });
});
