import type { REST } from 'discord.js';
import { openRest } from '../open-rest.ts';

/** A command line waits this long for a limit to pass; some of Discord's last until the next day. */
const LONGEST_WAIT_MS = 10_000;
const TIMEOUT_MS = 15_000;

interface RestOptions {
  readonly token: string;
  readonly apiUrl: string;
  readonly timeoutMs?: number;
}

/** Discord's REST for what somebody waits for at a command line. */
export const openCommandLineRest = ({ timeoutMs = TIMEOUT_MS, ...where }: RestOptions): REST =>
  openRest(where, { timeout: timeoutMs, rejectOnRateLimit: ({ retryAfter }) => retryAfter > LONGEST_WAIT_MS });
