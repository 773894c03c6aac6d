import { OAuth2Scopes } from 'discord.js';
import { PERMISSIONS } from './permissions.ts';

/** For people, so without the API's address and version. */
const AUTHORIZE = 'https://discord.com/oauth2/authorize';

/** Where somebody who manages a server adds the bot to it, with exactly the permissions Easel needs. */
export function installLink(applicationId: string): string {
  const query = new URLSearchParams({
    client_id: applicationId,
    permissions: String(PERMISSIONS),
    integration_type: '0',
    scope: [OAuth2Scopes.Bot, OAuth2Scopes.ApplicationsCommands].join(' '),
  });
  return `${AUTHORIZE}?${query}`;
}
