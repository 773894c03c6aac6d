import type { Complaint } from './response.ts';

/** What kind of trouble a code means. `unknown-task` may also mean that it failed long ago: the vendor has one code for both. */
export type Trouble =
  | 'blocked'
  | 'money'
  | 'busy'
  | 'key'
  | 'duplicate'
  | 'unknown-task'
  | 'model'
  | 'refused'
  | 'failed'
  | 'unclear';

/** In this order; the first that fits counts. After `deriveCode` of @runware/sdk 1.6.8, which knows the vendor's codes. */
const KINDS: readonly (readonly [RegExp, Trouble])[] = [
  [
    /contentPolicy|nsfw|sensitiveContent|unsafeContent|promptBlocked|imageBlocked|moderation|invalidProviderContent/i,
    'blocked',
  ],
  // Runware's own account at another provider is nothing an operator can mend.
  [/^provider/, 'failed'],
  [/Credits|Quota|Balance|paymentRequired/i, 'money'],
  [/RateLimit/i, 'busy'],
  [
    /ApiKey|^token|^unauthorized$|^forbidden$|^permissionDenied$|^insufficientPermissions$|^auth|(?:invalid|missing)(?:Authentication|Credentials)|(?:account|organization|workspace)(?:Suspended|Disabled)/,
    'key',
  ],
  [/^(?:duplicate|conflict).*taskUUID/i, 'duplicate'],
  [/^task(?:Cancelled|FailedOrNotFound|NotFound|Expired)$/, 'unknown-task'],
  [/^model(?:NotFound|Unavailable|Disabled|NotReady)|^(?:unknown|invalid|unsupported)Model$/, 'model'],
  [/timeout|^(?:inferenceError|processingFailed|taskFailed|downloadFailed|uploadFailed|noAvailableServer)$/i, 'failed'],
  [
    /^(?:internalServerError|serviceUnavailable|serverUnavailable|standardError|unknownError|undefinedError|defaultError)$/,
    'failed',
  ],
  [
    /^(?:invalid|missing|conflict|duplicate|unsupported|value|array|max|unknownParameter|incompatible|validation)/,
    'refused',
  ],
];

export function troubleOf({ code, parameter }: Complaint): Trouble {
  const trouble = KINDS.find(([pattern]) => pattern.test(code))?.[1] ?? 'unclear';
  if (trouble !== 'refused' && trouble !== 'unclear') return trouble;
  if (parameter === 'model') return 'model';
  return parameter === 'taskUUID' && /^(?:duplicate|conflict)/.test(code) ? 'duplicate' : trouble;
}

/** Where a content filter stood, as far as its code says. */
export function stageOf({ code }: Complaint): { readonly stage?: 'input' | 'output' } {
  if (/prompt/i.test(code)) return { stage: 'input' };
  return /image|nsfw/i.test(code) ? { stage: 'output' } : {};
}
