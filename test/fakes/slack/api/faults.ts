import type { ServerResponse } from 'node:http';
import type { Clock } from '#src/ports/clock.ts';
import type { Args } from './method.ts';

export interface FaultRule {
  /** Of the Web API, such as `chat.update`, or `upload`, `download`, `response_url`. All of them unless told. */
  readonly method?: string | RegExp;
  /** Only calls with such arguments. */
  readonly when?: (args: Args) => boolean;
  /** How many calls it hits; one unless told. */
  readonly times?: number;
  /** HTTP status of the answer; 500 where nothing else is told. */
  readonly status?: number;
  /** Slack's own refusal by its code, with HTTP 200. */
  readonly error?: string;
  /** Seconds to wait: HTTP 429. */
  readonly retryAfter?: number;
  /** No answer at all, a lost connection, or an answer so much later. */
  readonly how?: 'hang' | 'drop' | { readonly lateMs: number };
  /** The call takes effect first; only its answer is lost. */
  readonly afterEffect?: boolean;
}

/** A call that is held on its way in, or its answer on the way out. */
export interface Held {
  /** Resolves when it is there. */
  readonly arrived: Promise<void>;
  /** Lets it go on. */
  release(): void;
}

interface Fault {
  /** Before the call takes effect. True where it was dealt with, so that nothing more happens. */
  before(response: ServerResponse): Promise<boolean>;
  /** After it took effect, in the place of the answer. */
  after(response: ServerResponse): Promise<boolean>;
}

export interface Faults {
  /** The next calls go wrong. */
  fail(rule: FaultRule): void;
  hold(which: Pick<FaultRule, 'method' | 'when' | 'afterEffect'>): Held;
  take(method: string, args: Args): Fault | undefined;
}

interface Planned {
  readonly which: Pick<FaultRule, 'method' | 'when'>;
  left: number;
  readonly fault: Fault;
}

const no = async () => false;

export function createFaults(clock: Clock): Faults {
  const planned: Planned[] = [];

  function take(method: string, args: Args): Fault | undefined {
    const found = planned.find(({ which, left }) => left > 0 && fits(which, method, args));
    if (found) found.left--;
    return found?.fault;
  }

  function fail(rule: FaultRule): void {
    const { how } = rule;
    const act =
      typeof how === 'object'
        ? () => new Promise<boolean>((resolve) => void clock.after(how.lateMs, () => resolve(false)))
        : null;
    const play = act ?? (async (response: ServerResponse) => answer(rule, response));
    const fault = rule.afterEffect ? { before: no, after: play } : { before: play, after: no };
    planned.push({ which: rule, left: rule.times ?? 1, fault });
  }

  function hold({ afterEffect = false, ...which }: Pick<FaultRule, 'method' | 'when' | 'afterEffect'>): Held {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const held = async () => {
      arrived.resolve();
      await released.promise;
      return false;
    };
    planned.push({ which, left: 1, fault: afterEffect ? { before: no, after: held } : { before: held, after: no } });
    return { arrived: arrived.promise, release: released.resolve };
  }

  return { fail, hold, take };
}

const fits = ({ method, when }: Planned['which'], actual: string, args: Args): boolean =>
  (method === undefined || (typeof method === 'string' ? method === actual : method.test(actual))) &&
  (when === undefined || when(args));

function answer({ how, error, retryAfter, status = 500 }: FaultRule, response: ServerResponse): true {
  if (how === 'drop') response.destroy();
  else if (how === 'hang') return true;
  else if (retryAfter !== undefined)
    json(response, 429, { ok: false, error: 'ratelimited' }, { 'retry-after': String(retryAfter) });
  else if (error !== undefined) json(response, 200, { ok: false, error });
  else response.writeHead(status, { 'content-type': 'text/html' }).end('<html><h1>Server Error</h1></html>');
  return true;
}

const json = (response: ServerResponse, status: number, body: object, headers: Readonly<Record<string, string>> = {}) =>
  response
    .writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers })
    .end(JSON.stringify(body));
