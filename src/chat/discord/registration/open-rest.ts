import { REST } from 'discord.js';

/** A command line waits this long for a limit to pass; some of Discord's last until the next day. */
const LONGEST_WAIT_MS = 10_000;
const TIMEOUT_MS = 15_000;

interface RestOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly timeoutMs?: number;
}

/** Discord's REST for what somebody waits for at a command line. Nothing is repeated after an error. */
export function openRest({ token, apiUrl, timeoutMs = TIMEOUT_MS }: RestOptions): REST {
  const rest = new REST({
    api: apiUrl,
    retries: 0,
    timeout: timeoutMs,
    rejectOnRateLimit: ({ retryAfter }) => retryAfter > LONGEST_WAIT_MS,
  });
  return rest.setToken(token);
}
