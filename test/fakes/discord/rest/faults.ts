import type { ServerResponse } from 'node:http';

/** Which calls: by method and by path without `/api/v10`; either may be left out. */
export interface Which {
  readonly method?: string;
  readonly path?: string | RegExp;
  /** Only calls that bring so many files, as this says of their number. */
  readonly when?: (files: number) => boolean;
}

export interface FaultRule extends Which {
  /** How many calls it hits; one unless told. */
  readonly times?: number;
  /** What becomes of the call: an answer of this status (502 unless told), no answer at all, or a lost connection. */
  readonly status?: number;
  readonly how?: 'status' | 'hang' | 'drop';
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  /** The call takes effect first; only its answer is lost. */
  readonly afterEffect?: boolean;
}

/** A call that is held on its way in. */
export interface Held {
  /** Resolves when the call is there. */
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
  fail(rule: FaultRule): void;
  hold(which: Which): Held;
  take(method: string, path: string, files?: number): Fault | undefined;
}

interface Planned {
  readonly which: Which;
  left: number;
  readonly fault: Fault;
}

export const fits = ({ method, path }: Which, actualMethod: string, actualPath: string): boolean =>
  (method === undefined || method === actualMethod) &&
  (path === undefined || (typeof path === 'string' ? actualPath.includes(path) : path.test(actualPath)));

export function createFaults(): Faults {
  const planned: Planned[] = [];

  function take(method: string, path: string, files = 0): Fault | undefined {
    const isIt = ({ which, left }: Planned) =>
      left > 0 && fits(which, method, path) && (which.when === undefined || which.when(files));
    const found = planned.find(isIt);
    if (found) found.left--;
    return found?.fault;
  }

  function fail(rule: FaultRule): void {
    const act = async (response: ServerResponse) => play(rule, response);
    const idle = async () => false;
    const fault = rule.afterEffect ? { before: idle, after: act } : { before: act, after: idle };
    planned.push({ which: rule, left: rule.times ?? 1, fault });
  }

  function hold(which: Which): Held {
    const [arrived, released] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
    const before = async () => {
      arrived.resolve();
      await released.promise;
      return false;
    };
    planned.push({ which, left: 1, fault: { before, after: async () => false } });
    return { arrived: arrived.promise, release: released.resolve };
  }

  return { fail, hold, take };
}

function play({ how = 'status', status = 502, body, headers }: FaultRule, response: ServerResponse): boolean {
  if (how === 'drop') response.destroy();
  else if (how === 'status') {
    const text = body ? JSON.stringify(body) : '<html><body><h1>502 Bad Gateway</h1></body></html>';
    response.writeHead(status, { 'content-type': body ? 'application/json' : 'text/html', ...headers }).end(text);
  }
  return true;
}
