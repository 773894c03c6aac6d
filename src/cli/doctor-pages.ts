import type { Config } from '#src/config/config.ts';
import type { Finding } from './doctor-finding.ts';

/** Whether people can open the pages that chats lead to: their gallery and the painter. */
export async function notePages({ http: { publicBaseUrl } }: Config): Promise<Finding> {
  const part = 'pages';
  if (publicBaseUrl !== undefined) return { part, state: 'ok', says: `gallery and painter at ${publicBaseUrl}` };
  const says = 'set PUBLIC_BASE_URL, so that Discord and Slack can lead people to their gallery and the painter';
  return { part, state: 'off', says };
}
