import { type Context, Hono } from 'hono';
import { type ApiCaller, KEYLESS_NAME, USUAL_PER_MINUTE } from '#src/app/keys/api-key.ts';
import type { KeyRates, RateState } from '#src/app/keys/key-rates.ts';
import type { Keys } from '#src/app/keys/keys.ts';
import { isSameMachine } from '#src/pages/same-machine.ts';
import type { NewId } from '#src/ports/clock.ts';
import { refuse } from './refuse.ts';

/** What the gate found out about a call. */
export interface ApiVariables {
  readonly caller: ApiCaller;
  /** When it came, epoch milliseconds. */
  readonly cameAt: number;
}

export type ApiContext = Context<{ Variables: ApiVariables }>;

export interface GateParts {
  readonly keys: Pick<Keys, 'callerOf' | 'exist'>;
  readonly rates: KeyRates;
  /** Whether nobody but this machine can call, so that no key is needed while there is none. */
  readonly isOnlyHere: boolean;
  readonly now: () => number;
  readonly newId: NewId;
  /** The trace that a call belongs to: its log lines have the same name. */
  readonly traceId?: () => string | undefined;
}

/** Stands before everything below `/v1`: who calls, whether they may, and how often. Nothing of the body is read here. */
export function createGate(parts: GateParts): Hono<{ Variables: ApiVariables }> {
  const { rates, now, newId, traceId } = parts;
  const callerOf = createCallerOf(parts);
  const gate = new Hono<{ Variables: ApiVariables }>();

  gate.use('/v1/*', async (context, next) => {
    context.set('cameAt', now());
    context.header('x-request-id', `req_${traceId?.() ?? newId()}`);
    context.header('X-Content-Type-Options', 'nosniff');
    refuseForeignPages(context);
    const caller = await callerOf(context);
    context.set('caller', caller);
    const rate = await rates.take(caller.name, caller.perMinute);
    for (const [name, value] of Object.entries(rateHeaders(rate))) context.header(name, value);
    if (!rate.isAllowed) throw tooFast(rate);
    await next();
  });

  return gate;
}

/** How long it took so far; to be set just before the answer goes out. */
export function noteDuration(context: ApiContext, now: number): void {
  context.header('openai-processing-ms', String(Math.max(0, Math.round(now - context.get('cameAt')))));
}

function createCallerOf({ keys, isOnlyHere }: GateParts) {
  // Once there was a key one is needed for good.
  let isLocked = !isOnlyHere;

  return async function callerOf(context: Context): Promise<ApiCaller> {
    const key = keyIn(context);
    const known = key === undefined ? undefined : await keys.callerOf(key);
    if (known) return known;
    isLocked ||= await keys.exist();
    if (!isLocked) return keyless(context);
    throw key === undefined ? missingKey(await keys.exist()) : wrongKey();
  };
}

const keyIn = (context: Context): string | undefined =>
  /^Bearer +(\S{1,512}) *$/i.exec(context.req.header('authorization') ?? '')?.[1];

/** @throws {HTTPException} 403 for whoever is not on this machine, and for pages under a name that only resolves to it. */
function keyless(context: Context): ApiCaller {
  if (!isSameMachine(context))
    throw refuse(
      403,
      'key_needed',
      `Without a key the API answers this machine alone, under the name 127.0.0.1 or localhost. ${MAKE_ONE}`,
    );
  return { name: KEYLESS_NAME, isTrusted: false, perMinute: USUAL_PER_MINUTE };
}

/** No page of another origin calls it: browsers say where they come from, programs do not. */
function refuseForeignPages(context: Context): void {
  const site = context.req.header('sec-fetch-site') ?? 'none';
  const origin = context.req.header('origin');
  const own = context.req.header('host')?.toLowerCase();
  const isForeign = origin !== undefined && (!URL.canParse(origin) || new URL(origin).host !== own);
  if (isForeign || (site !== 'same-origin' && site !== 'none'))
    throw refuse(
      403,
      'foreign_origin',
      'The API takes no calls of pages of other origins. Call it from a program of your own.',
    );
}

const MAKE_ONE = 'Whoever runs Easel makes a key with: easel keys create NAME';

const missingKey = (isThereOne: boolean) =>
  refuse(
    401,
    'missing_api_key',
    `Send your API key in the header "Authorization: Bearer KEY". ${isThereOne ? '' : 'There is none yet. '}${MAKE_ONE}`,
    null,
    CHALLENGE,
  );

const wrongKey = () =>
  refuse(401, 'invalid_api_key', `Your API key is wrong, or was revoked. ${MAKE_ONE}`, null, CHALLENGE);

const CHALLENGE = { 'www-authenticate': 'Bearer' };

function tooFast({ limit, resetMs }: RateState) {
  const seconds = Math.max(1, Math.ceil(resetMs / 1000));
  return refuse(
    429,
    'rate_limit_exceeded',
    `Your key has made its ${limit} requests of this minute. Try again in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}.`,
    null,
    { 'retry-after': String(seconds), 'x-should-retry': 'true' },
  );
}

/** As OpenAI names them. */
const rateHeaders = ({ limit, remaining, resetMs }: RateState): Readonly<Record<string, string>> => ({
  'x-ratelimit-limit-requests': String(limit),
  'x-ratelimit-remaining-requests': String(remaining),
  'x-ratelimit-reset-requests': `${Math.ceil(resetMs / 1000)}s`,
});
