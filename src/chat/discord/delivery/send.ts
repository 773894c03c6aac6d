import type { RequestMethod, RouteLike } from 'discord.js';
import { writeMultipart } from '#src/net/multipart.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { RestPair } from '../open-rest.ts';
import { type Problem, problemOf } from './problem.ts';

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
  readonly contentType: string;
}

export interface Call {
  readonly method: `${RequestMethod}`;
  readonly route: RouteLike;
  readonly body?: object;
  readonly query?: Readonly<Record<string, string>>;
  readonly files?: readonly SentFile[];
  /** A secret in the route. Such a call goes without the bot's own token. */
  readonly token?: string;
  /** For the call as a whole. */
  readonly timeoutMs?: number;
}

/** What came of one call: expected refusals are no exceptions. */
export type Outcome = { readonly ok: true; readonly body: unknown } | { readonly ok: false; readonly problem: Problem };

/** Makes one call, once, within its time. Never rejects. */
export type Send = (call: Call) => Promise<Outcome>;

const TIMEOUT_MS = 60_000;

export function createSend({ rest, clock }: { readonly rest: RestPair; readonly clock: Clock }): Send {
  return async ({ method, route, body, query, files, token, timeoutMs = TIMEOUT_MS }) => {
    const limit = new AbortController();
    const timer = clock.after(timeoutMs, () => limit.abort());
    try {
      const queue = token === undefined ? rest.bot : rest.interactions;
      const answer = await queue.request({
        // The words are those of the enum.
        method: method as RequestMethod,
        fullRoute: route,
        // A 401 on the webhook of a dead interaction would make the library forget the bot's own token.
        auth: token === undefined,
        signal: limit.signal,
        ...(files && files.length > 0 ? formOf(files, body) : body && { body }),
        ...(query && { query: new URLSearchParams(query) }),
      });
      return { ok: true, body: answer };
    } catch (thrown) {
      return { ok: false, problem: problemOf(thrown, token === undefined ? [] : [token]) };
    } finally {
      timer.stop();
    }
  };
}

/** https://discord.com/developers/docs/reference#uploading-files */
function formOf(files: readonly SentFile[], body: object = {}) {
  const { contentType, bytes } = writeMultipart([
    ...files.map(({ name, bytes, contentType: type }, index) => ({
      name: `files[${index}]`,
      fileName: name,
      type,
      bytes,
    })),
    { name: 'payload_json', value: JSON.stringify(body) },
  ]);
  return { body: bytes, passThroughBody: true, headers: { 'content-type': contentType } };
}
