import { expect, it } from 'vitest';
import type { ConnectionState } from '#src/chat/discord/connection-state.ts';
import { startScreen } from '#src/cli/start-screen.ts';
import { openCatalogue } from '#src/open-catalogue.ts';
import { configOf, type Env } from '../config/open-config.ts';

function screenOf(env: Env, file?: unknown): string {
  const config = configOf(env, file);
  return startScreen(config, 'http://127.0.0.1:8787', openCatalogue(config));
}

it('shows the address of a server only where it is not the vendor itself', () => {
  const screen = screenOf({
    OPENAI_API_KEY: 'sk-secret',
    GEMINI_API_KEY: 'sk-secret',
    GEMINI_BASE_URL: 'http://127.0.0.1:9',
  });
  expect(screen).toMatch(/^ {2}openai +on +\d+ models$/m);
  expect(screen).toMatch(/^ {2}gemini +on +\d+ models at http:\/\/127\.0\.0\.1:9$/m);
  expect(screen).toMatch(/^ {2}replicate +off +set REPLICATE_API_TOKEN$/m);
  expect(screen).not.toContain('sk-secret');
});

it('shows every connection, and which variable turns one on', () => {
  const connections = [
    { name: 'studio', baseUrl: 'http://10.0.0.5/v1', models: [{ name: 'sdxl' }, { name: 'flux' }] },
    { name: 'attic', baseUrl: 'http://10.0.0.6/v1', apiKeyVariable: 'ATTIC_KEY' },
  ];
  const screen = screenOf({ AIREFINERY_API_KEY: 'sk-secret' }, { connections });
  expect(screen).toMatch(/^ {2}airefinery +on +1 model at https:\/\/api\.airefinery\.accenture\.com\/v1$/m);
  expect(screen).toMatch(/^ {2}studio +on +2 models at http:\/\/10\.0\.0\.5\/v1$/m);
  expect(screen).toMatch(/^ {2}attic +off +set ATTIC_KEY$/m);
  expect(screen).toContain('Note: EASEL_CONFIG connections[1] takes its key from ATTIC_KEY, which is not set');
  expect(screen).not.toContain('sk-secret');
});

it('does not count models the vendor has switched off, unless another server may still have them', () => {
  const countOf = (env: Env) => Number(/openai +on +(\d+) models/.exec(screenOf(env))?.[1]);
  const key = { OPENAI_API_KEY: 'x' };
  expect(countOf(key)).toBeGreaterThan(3);
  expect(countOf(key)).toBeLessThan(countOf({ ...key, OPENAI_BASE_URL: 'http://127.0.0.1:9' }));
});

it('says who draws: the simulator, the cheapest that can, or the one the operator chose', () => {
  expect(screenOf({})).toContain('No provider is on, so the simulator draws stand-in pictures.');
  expect(screenOf({ OPENAI_API_KEY: 'x' })).toContain(
    'Pictures are made by the cheapest model that can do what is asked',
  );
  expect(screenOf({ OPENAI_API_KEY: 'x' }, { defaultModel: '2.6-sunburst' })).toContain(
    'Pictures are made by openai/gpt-image-2.6-sunburst unless somebody names another model.',
  );
});

it('says so where a weight names no model, but not where its provider is only off', () => {
  const weights = {
    'openai/gpt-image-2.6-flair': 2,
    'openai/gpt-image-2.6-flare': 2,
    'airefinery/anything': 2,
    'simulator/sketch': 2,
  };
  const notes = screenOf({}, { credits: { weights } }).match(/Note: .*/g);
  expect(notes).toEqual([
    "Note: EASEL_CONFIG credits.weights names openai/gpt-image-2.6-flair, which is no model's id; the nearest is openai/gpt-image-2.6-flare.",
  ]);
});

it('says which variable turns Discord on, and as which bot it is there', () => {
  expect(screenOf({})).toMatch(/^ {2}discord +off +set DISCORD_TOKEN \(docs\/discord\.md\)$/m);
  const config = configOf({ DISCORD_TOKEN: 'sec-ret' });
  const screen = (discord?: ConnectionState) =>
    startScreen(config, 'http://127.0.0.1:8787', openCatalogue(config), { discord });
  const identity = { applicationId: '1', botUserId: '1', botName: 'easel-bot' };
  expect(screen()).toMatch(/^ {2}discord +on +connecting$/m);
  expect(screen({ kind: 'connecting', trouble: 'ECONNREFUSED' })).toMatch(/^ {2}discord +on +connecting, but: ECONN/m);
  expect(screen({ kind: 'connected', identity, guilds: 2 })).toMatch(/^ {2}discord +on +as easel-bot in 2 servers$/m);
  expect(screen({ kind: 'refused', why: 'Not so.' })).toMatch(/^ {2}discord +off +Not so\.$/m);
  expect(screen()).not.toContain('sec-ret');
});
