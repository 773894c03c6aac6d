import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { startScreen } from '#src/cli/start-screen.ts';
import { ConfigError } from '#src/config/config-error.ts';
import { ENVIRONMENT_SCHEMA } from '#src/config/environment-schema.ts';
import { openCatalogue } from '#src/open-catalogue.ts';
import { ALL_SECRETS, expectNone, publicNames, SECRET_NAMES } from '../cli/canary-secrets.ts';
import { configOf } from './open-config.ts';

describe('a secret variable', () => {
  it('has a canary, each of the table, so that no new one is forgotten', () => {
    expect(Object.keys(ALL_SECRETS).sort()).toEqual([...SECRET_NAMES].sort());
    for (const canary of Object.values(ALL_SECRETS)) expect(() => expectNone(canary)).toThrow();
  });

  it('is none that is called public, nor is a public one gone', () => {
    for (const name of publicNames) expect(name).not.toMatch(/KEY|TOKEN|SECRET|PASSWORD|HEADERS/);
    for (const name of publicNames) expect(Object.keys(ENVIRONMENT_SCHEMA.shape)).toContain(name);
  });

  it.each(SECRET_NAMES)('%s is not repeated where its value does not fit', (name) => {
    for (const value of [
      'canary canary',
      'canary:ключ',
      'canary,canary:',
      'canary\u0001',
      '://canary',
      'http://u:canary@x',
    ]) {
      const problems = problemsOf({ [name]: value });
      for (const problem of problems) expectNone(problem);
    }
  });

  it('is on no start screen', () => {
    const places = {
      S3_ENDPOINT: 'https://s3.example',
      S3_BUCKET_NAME: 'pictures',
      PUBLIC_BASE_URL: 'https://easel.example',
    };
    const config = configOf({ ...ALL_SECRETS, ...places });
    const screen = startScreen(config, 'http://127.0.0.1:8787', openCatalogue(config));
    expect(screen).toContain('store');
    expectNone(screen);
    expectNone(config.notices.join());
  });
});

function problemsOf(env: Readonly<Record<string, string>>): readonly string[] {
  try {
    return configOf(env).notices;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(ConfigError);
    return [inspect(thrown, { depth: 10, showHidden: true })];
  }
}
