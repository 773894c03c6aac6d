import type { EaselError } from '#src/domain/errors.ts';
import type { S3Settings } from './s3-settings.ts';
import { elementOf } from './s3-xml.ts';
import { storeFull, storeUnavailable } from './store-errors.ts';

/** An answer that is no success. */
export interface Refusal {
  readonly status: number;
  /** The beginning of its body, which is XML where the server itself answered. */
  readonly body: string;
  readonly header: (name: string) => string | undefined;
}

/** Words of several servers for: there is no room. */
const FULL = new Set([
  'QuotaExceeded',
  'XMinioStorageFull',
  'XMinioAdminBucketQuotaExceeded',
  'InsufficientStorage',
  'StorageQuotaExceeded',
  'EntityTooLarge',
]);

const MAX_SAID = 200;
/** By it whoever tells the operator knows that the words are for them. */
const NAME = 'S3Error';

/** What a refusal is in our family of errors. Its cause says to the operator what to mend, and never a key. */
export function refused(refusal: Refusal, settings: S3Settings, now: number): EaselError {
  const code = codeOf(refusal);
  const said = (elementOf(refusal.body, 'Message') ?? '').slice(0, MAX_SAID).replace(/\.$/, '');
  const answered = `S3 answered ${[refusal.status, code].join(' ').trim()}${said && `: ${said}`}`;
  const advice = adviceOn(code, refusal, settings, now);
  const message = advice === '' ? `${answered}.` : `${advice} (${answered}).`;
  const cause = Object.assign(new Error(message), { name: NAME, code, status: refusal.status });
  return FULL.has(code) || refusal.status === 507 ? storeFull(cause) : storeUnavailable(cause);
}

/** Nothing came back, or not all of it. */
export const unreachable = (error: unknown, { endpoint }: S3Settings): EaselError =>
  storeUnavailable(
    Object.assign(new Error(`S3_ENDPOINT (${endpoint}) cannot be reached.`, { cause: error }), { name: NAME }),
  );

/** Whether the same request may work in a moment. */
export const isPassing = (status: number): boolean =>
  status === 408 || status === 429 || (status >= 500 && status < 505);

/** Whether there is only no such object. A bucket that is not there is the operator's trouble, though its number is the same. */
export const isMissing = (refusal: Refusal): boolean => refusal.status === 404 && codeOf(refusal) !== 'NoSuchBucket';

/** The server's own word; an answer to HEAD has none, and its status has to do. */
const codeOf = ({ body }: Refusal): string => elementOf(body, 'Code') ?? '';

function adviceOn(code: string, refusal: Refusal, { bucket, endpoint, region }: S3Settings, now: number): string {
  switch (code) {
    case 'InvalidAccessKeyId':
      return `S3_ACCESS_KEY is not known at ${endpoint}`;
    case 'SignatureDoesNotMatch':
      return 'S3_SECRET_KEY does not belong to S3_ACCESS_KEY';
    case 'RequestTimeTooSkewed':
      return `The clock of this machine is ${skew(refusal, now)}; set it right`;
    case 'NoSuchBucket':
      return `There is no bucket ${bucket} at ${endpoint}; create it, or set S3_BUCKET_NAME`;
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'AuthorizationHeaderMalformed':
    case 'AuthorizationQueryParametersError':
      return `S3_REGION is ${region}, but the bucket is ${place(refusal)}`;
    default:
      return otherAdvice(refusal.status, bucket);
  }
}

function otherAdvice(status: number, bucket: string): string {
  if (status === 401 || status === 403)
    return `The key may not do this; it needs to get, put, delete and list in the bucket ${bucket}`;
  if (status === 507) return 'There is no room left';
  return status >= 300 && status < 400 ? 'S3_ENDPOINT sends elsewhere; set the address it leads to' : '';
}

function skew({ header }: Refusal, now: number): string {
  const theirs = Date.parse(header('date') ?? '');
  if (Number.isNaN(theirs)) return 'wrong';
  const minutes = Math.round((now - theirs) / 60_000);
  return `${Math.abs(minutes)} minutes ${minutes > 0 ? 'ahead' : 'behind'}`;
}

function place({ header, body }: Refusal): string {
  const right = header('x-amz-bucket-region') ?? elementOf(body, 'Region');
  return right === undefined ? 'elsewhere, or S3_ENDPOINT is that of another region' : `in ${right}`;
}
