import { neededScopes, USED_SCOPES, type UsedScope, wishedScopes } from './scopes.ts';
import type { Wish } from './wish.ts';

/** What a workspace granted, against what Easel uses. */
export interface ScopeComparison {
  /** Of those Easel cannot do without. */
  readonly missing: readonly UsedScope[];
  /** Of those that only what is wished needs. */
  readonly missingWished: readonly UsedScope[];
  /** Granted, and used by nothing. */
  readonly unused: readonly string[];
}

export function compareScopes(granted: readonly string[], wish: Wish): ScopeComparison {
  const lacking = (scope: UsedScope): boolean => !granted.includes(scope);
  const used: readonly string[] = USED_SCOPES;
  return {
    missing: neededScopes().filter(lacking),
    missingWished: wishedScopes(wish).filter(lacking),
    unused: granted.filter((scope) => !used.includes(scope)),
  };
}
