import type { Access } from './access.ts';
import { createOauthAccess, type OauthAccess } from './install/oauth-access.ts';
import type { SlackParts } from './parts.ts';
import { scopesOf } from './registration/scopes.ts';
import { wishOf } from './registration/wish.ts';
import { createTokenAccess } from './token-access.ts';

type Parts = Pick<
  SlackParts,
  'access' | 'apiUrl' | 'moderatorGroup' | 'plainReplies' | 'installations' | 'usedStates' | 'clock' | 'log'
>;

/** Tokens by workspace: the one of the settings, or those of everybody who installed Easel. */
export function openAccess(parts: Parts): Access & Partial<Pick<OauthAccess, 'routes'>> {
  const { access, ...rest } = parts;
  return access.kind === 'token'
    ? createTokenAccess({ ...rest, ...access })
    : createOauthAccess({ ...rest, ...access, scopes: scopesOf(wishOf(parts)) });
}
