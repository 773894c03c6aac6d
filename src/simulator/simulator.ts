import { createHash } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { compatibleRoutes } from './compatible/routes.ts';
import type { DialectParts } from './dialect.ts';
import { createFaultQueue, type Fault, type FaultPlan } from './faults.ts';
import { geminiRoutes } from './gemini/routes.ts';
import { openAiRoutes } from './openai/routes.ts';
import { replicateRoutes } from './replicate/routes.ts';
import { createRequestLog, type RecordedRequest } from './request-log.ts';
import { runwareRoutes } from './runware/routes.ts';
import { createShelf } from './shelf.ts';
import { createTurns } from './turns.ts';

export interface SimulatorOptions {
  /** A free one unless told. */
  readonly port?: number;
  /** How long a picture takes; long enough unless told that progress and partial pictures are seen. */
  readonly paceMs?: number;
  /** Epoch milliseconds. */
  readonly now?: () => number;
  readonly onRequest?: (recorded: RecordedRequest) => void;
  readonly faults?: FaultPlan;
  /** Asked once a request and mixed into its drawings, so that repeating a prompt gives another picture. Always the same unless told. */
  readonly newSalt?: () => string;
}

/** A running stand-in for a provider of pictures. */
export interface Simulator {
  /** `http://127.0.0.1:PORT`; `SIMULATOR_PATHS` says which wire format is spoken below which path. */
  readonly url: string;
  /** Every request with its parsed body, newest last, at most 1000. */
  readonly requests: readonly RecordedRequest[];
  /** How many requests for pictures a real provider would have begun to draw, and to bill. */
  readonly taken: number;
  /** Makes the next matching request go wrong. */
  fail(fault: Fault): void;
  /** Cuts what is still running and frees the port. */
  close(): Promise<void>;
}

/** What comes after the simulator's address in the base address of each protocol's client. */
export const SIMULATOR_PATHS: Readonly<Record<string, string>> = {
  openai: '/v1',
  gemini: '/gemini',
  replicate: '/replicate/v1',
  runware: '/runware/v1',
  'openai-compatible': '/compatible/v1',
};

/** Pictures drawn at the same moment. More would only wait for each other and hold memory. */
const DRAWN_AT_ONCE = 4;

/**
 * Starts a real HTTP server on loopback that speaks the providers' wire formats and draws what it is asked for.
 *
 * @throws when the port is taken.
 */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const { port = 0, paceMs = 1200, now = Date.now, onRequest, faults: plan, newSalt = () => '' } = options;
  const log = createRequestLog(onRequest);
  const faults = createFaultQueue(plan);
  const newName = namesFrom(String(now()));
  let taken = 0;
  const parts: DialectParts = {
    log,
    faults,
    turns: createTurns(DRAWN_AT_ONCE),
    shelf: createShelf(newName),
    paceMs,
    now,
    newRequestId: () => `req_${newName()}`,
    newSalt,
    onTaken: () => {
      taken += 1;
    },
  };
  const app = new Hono()
    .route('/v1', openAiRoutes(parts))
    .route('/gemini', geminiRoutes(parts))
    .route('/replicate/v1', replicateRoutes(parts))
    .route('/runware/v1', runwareRoutes(parts))
    .route('/compatible/v1', compatibleRoutes(parts));
  const server = await listening(app.fetch, port);
  return {
    url: `http://127.0.0.1:${server.port}`,
    requests: log.requests,
    get taken() {
      return taken;
    },
    fail: faults.add,
    close: server.close,
  };
}

async function listening(fetch: Hono['fetch'], port: number) {
  // Replacing the global Request and Response, the server's default, would reach everything else in this process.
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  // A kept connection that closes just as the client uses it again looks like a reset after sending; the default is 5 s.
  if ('keepAliveTimeout' in server) server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  // A TCP server has no other kind of address once it listens.
  const address = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      if ('closeAllConnections' in server) server.closeAllConnections();
    });
  return { port: address.port, close };
}

/** 32 hex digits each, as OpenAI's ids look; different for every start. */
function namesFrom(seed: string): () => string {
  let count = 0;
  return () => {
    count += 1;
    return createHash('sha256').update(`${seed} ${count}`).digest('hex').slice(0, 32);
  };
}
