import { Hono } from 'hono';
import type { Engine } from '#src/app/engine.ts';
import { createKeyRates, type StoredKeyRate } from '#src/app/keys/key-rates.ts';
import type { Keys } from '#src/app/keys/keys.ts';
import { createReplays, type StoredReplay } from '#src/app/keys/replays.ts';
import type { Route } from '#src/app/route.ts';
import type { Member } from '#src/app/rules/standings.ts';
import type { Limits } from '#src/domain/policy.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobStore } from '#src/ports/job-store.ts';
import type { Log } from '#src/ports/log.ts';
import type { Tracing } from '#src/ports/tracing.ts';
import { createAccountCalls } from './account-calls.ts';
import { createAnswers } from './answer/answers.ts';
import { createApiRoute } from './api-route.ts';
import { createAsking } from './asking.ts';
import { createBodyReader } from './body/read-body.ts';
import { docsRoutes } from './docs-routes.ts';
import { type ApiVariables, createGate } from './gate.ts';
import { createImageCalls } from './image-calls.ts';
import { createJobCalls } from './job-calls.ts';
import type { FileAddress } from './send-images.ts';

export interface ApiParts {
  readonly engine: Pick<Engine, 'submit' | 'cancel' | 'dryRun' | 'balance' | 'links'>;
  readonly jobs: JobStore;
  readonly blobs: BlobStore;
  readonly keys: Pick<Keys, 'callerOf' | 'exist'>;
  readonly rates: Documents<StoredKeyRate>;
  readonly replays: Documents<StoredReplay>;
  readonly members: Documents<Member>;
  readonly limits: Limits;
  readonly addressOf: FileAddress;
  /** Whether nobody but this machine can call, so that no key is needed while there is none. */
  readonly isOnlyHere: boolean;
  readonly version: string;
  readonly publicBaseUrl: string | undefined;
  readonly clock: Clock;
  readonly newId: NewId;
  readonly log: Log;
  readonly tracing?: Pick<Tracing, 'traceId'>;
}

/** The HTTP API as OpenAI specifies it, with what Easel adds. */
export interface Api {
  /** To be mounted before everything below `/v1`. */
  readonly gate: Hono;
  /** To be mounted at `/`. */
  readonly routes: Hono;
  /** Where its jobs are delivered to. */
  readonly route: Route;
  /** Removes what dead processes left. */
  start(): void;
  /** Takes nothing new. */
  stop(): void;
  /** How many calls wait for their jobs. */
  waiting(): number;
  /** Tells everybody who still waits that their jobs go on later. */
  disconnect(): void;
}

const DAY_MS = 86_400_000;

export function createApi(parts: ApiParts): Api {
  const { keys, blobs, clock, newId, log, isOnlyHere, tracing } = parts;
  const rates = createKeyRates(parts);
  // What a person may ask for bounds something else than what a request may send.
  const reader = createBodyReader({ blobs, clock, newId, log });
  const api = createApiRoute({ reader, clock });
  const stopping = new AbortController();
  let isClosing = false;
  let sweeping: { stop(): void } | undefined;
  const calls = {
    ...parts,
    api,
    reader,
    answers: createAnswers(parts),
    replays: createReplays(parts),
    askingOf: createAsking(parts),
    stopping: stopping.signal,
    isClosing: () => isClosing,
  };

  return {
    gate: new Hono().route(
      '/',
      createGate({ keys, rates, isOnlyHere, now: clock.now, newId, ...(tracing && { traceId: tracing.traceId }) }),
    ),
    routes: new Hono().route('/', routesOf(calls)),
    route: api.route,
    start: sweep,
    stop() {
      isClosing = true;
      sweeping?.stop();
    },
    waiting: () => api.waiting(),
    disconnect: () => stopping.abort(),
  };

  function sweep(): void {
    void reader.sweep();
    sweeping = clock.after(DAY_MS, sweep);
  }
}

type CallParts = Parameters<typeof createImageCalls>[0] &
  Parameters<typeof createJobCalls>[0] &
  Parameters<typeof createAccountCalls>[0] &
  Pick<ApiParts, 'version' | 'publicBaseUrl'>;

function routesOf(parts: CallParts): Hono<{ Variables: ApiVariables }> {
  const images = createImageCalls(parts);
  const jobs = createJobCalls(parts);
  const account = createAccountCalls(parts);
  return new Hono<{ Variables: ApiVariables }>()
    .post('/v1/images/generations', (context) => images(context, 'generation'))
    .post('/v1/images/edits', (context) => images(context, 'edit'))
    .get('/v1/jobs', (context) => jobs.list(context))
    .get('/v1/jobs/:id', (context) => jobs.show(context, context.req.param('id')))
    .get('/v1/jobs/:id/images/:number', (context) =>
      jobs.picture(context, context.req.param('id'), context.req.param('number')),
    )
    .post('/v1/jobs/:id/cancel', (context) => jobs.cancel(context, context.req.param('id')))
    .get('/v1/credits', (context) => account.credits(context))
    .post('/v1/link', (context) => account.link(context))
    .delete('/v1/link', (context) => account.unlink(context))
    .route('/', docsRoutes(parts));
}
