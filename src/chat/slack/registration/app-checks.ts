import type { WebClient } from '@slack/web-api';
import { refusedAs, registrationError } from './slack-error.ts';

/**
 * Asks for the address of a connection as Socket Mode does, and opens none.
 * @throws {EaselError} `auth` where Slack does not know the app's token, `not-allowed` where it lacks its one scope.
 */
export async function checkAppToken(client: WebClient): Promise<void> {
  try {
    await client.apps.connections.open();
  } catch (thrown) {
    throw registrationError(thrown);
  }
}

/** No code of Slack's. */
const NO_CODE = 'none';

/**
 * Whether Slack knows the client: it looks at id and secret before it says that a code is none.
 * @throws {EaselError} `auth` where it does not.
 */
export async function checkClient(
  client: WebClient,
  { clientId, clientSecret }: { readonly clientId: string; readonly clientSecret: string },
): Promise<void> {
  try {
    await client.oauth.v2.access({ client_id: clientId, client_secret: clientSecret, code: NO_CODE });
  } catch (thrown) {
    if (refusedAs(thrown) !== 'invalid_code') throw registrationError(thrown);
  }
}
