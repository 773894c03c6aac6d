import { REST, type RESTOptions } from 'discord.js';

interface RestWish {
  readonly token: string;
  /** Without a version. */
  readonly apiUrl: string;
}

const TIMEOUT_MS = 60_000;

/** Discord's REST. Nothing is repeated behind our back: an upload that is repeated is a second message. */
export function openRest({ token, apiUrl }: RestWish, more: Partial<RESTOptions> = {}): REST {
  return new REST({ api: apiUrl, retries: 0, timeout: TIMEOUT_MS, ...more }).setToken(token);
}

/** Discord's REST with a queue of its own for each of two kinds of calls. */
export interface RestPair {
  /** What the bot says in its own name: Discord takes 50 calls a second of that. */
  readonly bot: REST;
  /**
   * What goes by the token of an interaction, which Discord does not count among those: discord.js would, and a command would wait
   * for the progress of other people's.
   * https://discord.com/developers/docs/interactions/receiving-and-responding#endpoints
   */
  readonly interactions: REST;
}

export function openRestPair(wish: RestWish, more: Partial<RESTOptions> = {}): RestPair {
  return {
    bot: openRest(wish, more),
    interactions: openRest(wish, { ...more, globalRequestsPerSecond: Number.POSITIVE_INFINITY }),
  };
}
