import type { ListedKey } from '#src/app/keys/keys.ts';
import type { Config } from '#src/config/config.ts';
import { isOnlyHere } from '#src/open-api.ts';

const MAKE_ONE = 'easel keys create NAME makes one';

/** Who can use the HTTP API, in a few words for whoever runs Easel. */
export function whoMayCall(config: Config, keys: readonly ListedKey[]): string {
  const live = keys.filter(({ revokedAt }) => revokedAt === undefined).length;
  if (live > 0) return `for ${live === 1 ? 'the one key' : `${live} keys`} there ${live === 1 ? 'is' : 'are'}`;
  if (keys.length > 0) return `for nobody: every key was revoked; ${MAKE_ONE}`;
  return isOnlyHere(config)
    ? `without a key, for this machine alone; ${MAKE_ONE}`
    : `for nobody, because there is no key yet; ${MAKE_ONE}`;
}
