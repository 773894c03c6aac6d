import { expect, it } from 'vitest';
import type { ListedKey } from '#src/app/keys/keys.ts';
import { whoMayCall } from '#src/cli/api-state.ts';
import { configOf, type Env } from '../config/open-config.ts';

const live: ListedKey = { name: 'web', isTrusted: false, perMinute: 600, from: 'store', ending: 'abcd' };
const revoked: ListedKey = { ...live, revokedAt: 1 };

it.each<[string, Env, readonly ListedKey[], string]>([
  ['one key', {}, [live], 'for the one key there is'],
  ['several, also revoked ones', {}, [live, live, revoked], 'for 2 keys there are'],
  ['none that is live', {}, [revoked], 'for nobody: every key was revoked; easel keys create NAME makes one'],
  ['none at all, on loopback', {}, [], 'without a key, for this machine alone; easel keys create NAME makes one'],
  [
    'none at all, on another loopback',
    { HOST: '::1' },
    [],
    'without a key, for this machine alone; easel keys create NAME makes one',
  ],
  [
    'none at all, open to others',
    { HOST: '0.0.0.0' },
    [],
    'for nobody, because there is no key yet; easel keys create NAME makes one',
  ],
  [
    'none at all, behind a proxy',
    { PUBLIC_BASE_URL: 'https://easel.example' },
    [],
    'for nobody, because there is no key yet; easel keys create NAME makes one',
  ],
])('says who may use the API with %s', (_case, env, keys, words) => {
  expect(whoMayCall(configOf(env), keys)).toBe(words);
});
