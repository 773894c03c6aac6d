import { describe, expect, it } from 'vitest';
import { configOf } from './open-config.ts';

const VENDORS = [
  ['openai', 'OpenAI', 'OPENAI_API_KEY', 'OPENAI_BASE_URL', 'https://api.openai.com/v1'],
  ['gemini', 'Gemini', 'GEMINI_API_KEY', 'GEMINI_BASE_URL', 'https://generativelanguage.googleapis.com'],
  ['replicate', 'Replicate', 'REPLICATE_API_TOKEN', 'REPLICATE_BASE_URL', 'https://api.replicate.com/v1'],
  ['runware', 'Runware', 'RUNWARE_API_KEY', 'RUNWARE_BASE_URL', 'https://api.runware.ai/v1'],
] as const;

describe.each(VENDORS)('%s', (provider, label, key, base, home) => {
  it('is turned on by its key, trimmed, at its own address', () => {
    const { providers, off } = configOf({ [key]: ' sk-1\n' });
    expect(providers).toEqual([{ provider, label, apiKey: 'sk-1', keyFrom: key, baseUrl: home, vendorHosted: true }]);
    expect(off.map((one) => one.provider)).not.toContain(provider);
    expect(off).toHaveLength(4);
  });

  it('is reached at another address, which is not taken for its own', () => {
    const { providers } = configOf({ [key]: 'sk-1', [base]: 'http://127.0.0.1:9999/' });
    expect(providers).toMatchObject([{ provider, baseUrl: 'http://127.0.0.1:9999', vendorHosted: false }]);
  });

  it('is off where only its address is set, and that is said', () => {
    const { providers, notices, off } = configOf({ [base]: 'http://127.0.0.1:9' });
    expect(providers).toEqual([]);
    expect(notices).toEqual([`${base} is set but ${key} is not, so ${label} is off.`]);
    expect(off).toContainEqual({ provider, label, variable: key });
  });
});

describe('OpenAI', () => {
  it.each([
    ['https://eu.api.openai.com/v1/', 'https://eu.api.openai.com/v1', true],
    ['https://gateway.example.org/openai/v1', 'https://gateway.example.org/openai/v1', false],
    ['https://api.openai.com.example.org/v1', 'https://api.openai.com.example.org/v1', false],
    ['https://fakeapi.openai.com/v1', 'https://fakeapi.openai.com/v1', false],
  ])('is known to answer at %s, or not to', (OPENAI_BASE_URL, baseUrl, vendorHosted) => {
    expect(configOf({ OPENAI_API_KEY: 'sk-1', OPENAI_BASE_URL }).providers).toMatchObject([{ baseUrl, vendorHosted }]);
  });
});

it('shows people the providers in one order, whatever that of the environment', () => {
  const env = { RUNWARE_API_KEY: 'x', REPLICATE_API_TOKEN: 'x', GEMINI_API_KEY: 'x', OPENAI_API_KEY: 'x' };
  const { providers, off } = configOf(env);
  expect(providers.map(({ provider }) => provider)).toEqual(['openai', 'gemini', 'replicate', 'runware']);
  expect(off.map(({ provider }) => provider)).toEqual(['airefinery']);
});

describe('AI Refinery', () => {
  it('is a connection by its key alone', () => {
    const { connections, off } = configOf({ AIREFINERY_API_KEY: 'sk-1' });
    expect(connections).toMatchObject([
      {
        name: 'airefinery',
        label: 'AI Refinery',
        preset: 'airefinery',
        apiKey: 'sk-1',
        keyFrom: 'AIREFINERY_API_KEY',
        baseUrl: 'https://api.airefinery.accenture.com/v1',
        flags: { edits: 'none' },
        resultHosts: [],
        models: [],
      },
    ]);
    expect(off.map(({ provider }) => provider)).not.toContain('airefinery');
  });

  it.each([
    ['https://legacy-api.airefinery.accenture.com', 'https://legacy-api.airefinery.accenture.com/v1'],
    ['https://legacy-api.airefinery.accenture.com/', 'https://legacy-api.airefinery.accenture.com/v1'],
    ['http://127.0.0.1:9/refinery/v1/', 'http://127.0.0.1:9/refinery/v1'],
  ])('is reached at %s with its version at the end', (AIREFINERY_BASE_URL, baseUrl) => {
    const { connections } = configOf({ AIREFINERY_API_KEY: 'sk-1', AIREFINERY_BASE_URL });
    expect(connections).toMatchObject([{ baseUrl }]);
  });

  it('is off where only its address is set, and that is said', () => {
    const { connections, notices } = configOf({ AIREFINERY_BASE_URL: 'http://127.0.0.1:9' });
    expect(connections).toEqual([]);
    expect(notices).toEqual(['AIREFINERY_BASE_URL is set but AIREFINERY_API_KEY is not, so AI Refinery is off.']);
  });
});

describe('the model that writes', () => {
  const textModel = { provider: 'gemini', model: 'gemini-3-flash' };

  it('is asked through a provider that is on', () => {
    expect(configOf({ GEMINI_API_KEY: 'x' }, { textModel })).toMatchObject({ textModel, notices: [] });
  });

  it('is left out, and that is said, while its provider is off', () => {
    const config = configOf({}, { textModel });
    expect(config).not.toHaveProperty('textModel');
    expect(config.notices).toEqual([
      'EASEL_CONFIG textModel names gemini, which is off, so the prompts of avatars are written from a template.',
    ]);
  });

  it('may be one of a connection', () => {
    const file = {
      connections: [{ name: 'studio', baseUrl: 'http://h/v1' }],
      textModel: { provider: 'studio', model: 'llama' },
    };
    expect(configOf({}, file)).toMatchObject({ textModel: file.textModel, notices: [] });
  });
});
