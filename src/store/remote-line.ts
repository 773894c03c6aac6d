import { setTimeout as sleep } from 'node:timers/promises';
import type { EaselError } from '#src/domain/errors.ts';
import type { Kind, Results, Step } from './storage-steps.ts';
import { answerLost, storeUnavailable } from './store-errors.ts';

export interface RemoteOrder {
  readonly step: Step;
  /** Epoch milliseconds when it was asked for; what had expired by then is absent. */
  readonly now: number;
}

/** What the server decided: a failure changed nothing. */
export type RemoteOutcome = { readonly result: Results[Kind] } | { readonly failure: EaselError };

/** A way to a server. Once it is lost it stays so; another is opened in its place. */
export interface RemoteConnection {
  /** Carries out orders in their order. Rejects where the way breaks off: then nobody knows how far it came. */
  carryOut(orders: readonly RemoteOrder[]): Promise<readonly RemoteOutcome[]>;
  /** Never settles while it holds; rejects with the reason when it is lost. */
  readonly lost: Promise<never>;
  /** Gives it up at once: whatever is under way fails. */
  abandon(reason: Error): void;
  /** Says goodbye; nothing is under way any more. */
  end(): Promise<void>;
  /** Whether the process must wait for it. */
  hold(isOwed: boolean): void;
}

export interface RemoteLineParts {
  /** @throws a `Hopeless` where waiting will not help. */
  readonly connect: (signal: AbortSignal) => Promise<RemoteConnection>;
  /** How many sendings may be unanswered at a time. */
  readonly atOnce: number;
  /** How long an order waits for a connection, and how long for its answer, in milliseconds. */
  readonly timeoutMs: number;
}

export interface RemoteLine {
  ask<K extends Kind>(step: Extract<Step, { kind: K }>, now: number): Promise<Results[K]>;
  close(): Promise<void>;
}

/** The server refuses us, and will until somebody does something about it. */
export interface Hopeless extends Error {
  readonly isHopeless: true;
}

export const hopeless = (message: string): Hopeless => Object.assign(new Error(message), { isHopeless: true as const });

interface Waiting extends RemoteOrder {
  readonly askedAt: number;
  readonly resolve: (result: Results[Kind]) => void;
  readonly reject: (error: unknown) => void;
}

const MOST_TOGETHER = 256;
const RETRY_MS = { first: 25, longest: 500 };

/**
 * The orders to one server, in one line, sent together as many as wait. Nothing is ever sent twice: what was under way when the
 * connection broke fails, since it may have been done. What was not sent yet waits for the next connection, up to its time.
 *
 * A connection is opened when somebody asks, and kept.
 */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: short functions over the one line they share
export function createRemoteLine({ connect, atOnce, timeoutMs }: RemoteLineParts): RemoteLine {
  const waiting: Waiting[] = [];
  let connection: RemoteConnection | undefined;
  let connecting: Promise<void> | undefined;
  let underWay = 0;
  let isClosed = false;
  let idle = Promise.withResolvers<void>();

  /** What is asked in one go is sent together. */
  function ask<K extends Kind>(step: Extract<Step, { kind: K }>, now: number): Promise<Results[K]> {
    if (isClosed) return Promise.reject(storeUnavailable(new Error('The store is closed')));
    const { promise, resolve, reject } = Promise.withResolvers<Results[Kind]>();
    if (waiting.length === 0) process.nextTick(pump);
    waiting.push({ step, now, askedAt: performance.now(), resolve, reject });
    // A connection answers every kind of step with the result of its kind.
    return promise as Promise<Results[K]>;
  }

  function pump(): void {
    while (connection && underWay < atOnce && waiting.length > 0) {
      refuseLate(new Error('The store is too slow'));
      const some = waiting.splice(0, MOST_TOGETHER);
      if (some.length > 0) void send(connection, some);
    }
    if (!connection && waiting.length > 0) connecting ??= open();
    const isOwed = underWay > 0 || waiting.length > 0;
    connection?.hold(isOwed);
    if (!isOwed) idle.resolve();
  }

  async function send(over: RemoteConnection, some: readonly Waiting[]): Promise<void> {
    underWay += 1;
    const timer = setTimeout(() => over.abandon(new Error(`The store gave no answer in ${timeoutMs} ms`)), timeoutMs);
    try {
      const outcomes = await Promise.race([over.carryOut(some), over.lost]);
      for (const [place, { resolve, reject }] of some.entries()) {
        const outcome = outcomes[place];
        if (outcome && 'result' in outcome) resolve(outcome.result);
        else reject(outcome?.failure ?? storeUnavailable(new Error('The store left out an answer')));
      }
    } catch (error) {
      over.abandon(asError(error));
      for (const { reject } of some) reject(answerLost(error));
    } finally {
      clearTimeout(timer);
      underWay -= 1;
      pump();
    }
  }

  async function open(): Promise<void> {
    await tryToConnect();
    connecting = undefined;
    pump();
  }

  /** Again while somebody waits. */
  async function tryToConnect(): Promise<void> {
    for (let wait = RETRY_MS.first; waiting.length > 0; wait = Math.min(wait * 2, RETRY_MS.longest)) {
      try {
        use(await connect(AbortSignal.timeout(timeoutMs)));
        return;
      } catch (error) {
        if (isHopeless(error)) refuse(waiting.splice(0), error);
        else refuseLate(error);
      }
      if (waiting.length > 0) await sleep(wait);
    }
  }

  function use(opened: RemoteConnection): void {
    connection = opened;
    opened.lost.catch(() => {
      if (connection === opened) connection = undefined;
      pump();
    });
  }

  /** They were never sent, so nothing was done. */
  function refuse(some: readonly Waiting[], cause: unknown): void {
    for (const { reject } of some) reject(storeUnavailable(cause));
  }

  function refuseLate(cause: unknown): void {
    const latest = performance.now() - timeoutMs;
    const late = waiting.findIndex(({ askedAt }) => askedAt > latest);
    refuse(waiting.splice(0, late === -1 ? waiting.length : late), cause);
  }

  async function close(): Promise<void> {
    isClosed = true;
    idle = Promise.withResolvers();
    pump();
    await idle.promise;
    await connecting;
    // Saying goodbye takes an answer, too.
    connection?.hold(true);
    await connection?.end();
    connection = undefined;
  }

  return { ask, close };
}

const isHopeless = (error: unknown): error is Hopeless => error instanceof Error && 'isHopeless' in error;

const asError = (error: unknown): Error => (error instanceof Error ? error : new Error(String(error)));
