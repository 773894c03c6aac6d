import { LogLevel, WebClient } from '@slack/web-api';

const TIMEOUT_MS = 15_000;

interface ClientOptions {
  /** Absent where a method asks for none. */
  readonly token?: string;
  readonly apiUrl: string;
  readonly timeoutMs?: number;
}

/** Slack's Web API for what somebody waits for at a command line: nothing is repeated, nothing waits for a limit to pass. */
export const openCommandLineClient = ({ token, apiUrl, timeoutMs = TIMEOUT_MS }: ClientOptions): WebClient =>
  new WebClient(token, {
    slackApiUrl: apiUrl,
    timeout: timeoutMs,
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    // Its warnings would stand among the command's own words.
    logLevel: LogLevel.ERROR,
  });
