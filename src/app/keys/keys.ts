import { EaselError } from '#src/domain/errors.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Documents } from '#src/ports/documents.ts';
import {
  type ApiCaller,
  type ConfiguredKey,
  digestOf,
  isSameDigest,
  KEY_NAMES,
  KEYLESS_NAME,
  keyName,
  MOST_PER_MINUTE,
  nameIn,
  type StoredKey,
  USUAL_PER_MINUTE,
  writeKey,
} from './api-key.ts';

export interface KeyParts {
  /** By name. */
  readonly keys: Documents<StoredKey>;
  /** Of this installation; without it nobody can try keys against what is stored. */
  readonly secret: string;
  readonly configured: readonly ConfiguredKey[];
  readonly clock: Pick<Clock, 'now'>;
  /** 32 random bytes in base64url. */
  readonly random: () => string;
}

export interface KeyWishes {
  readonly trusted?: boolean | undefined;
  readonly perMinute?: number | undefined;
}

export interface ListedKey extends ApiCaller {
  readonly from: 'store' | 'configuration';
  readonly ending: string;
  readonly createdAt?: number;
  readonly revokedAt?: number;
}

/** Keys of the HTTP API. Every call throws `store-unavailable` where the store cannot be reached. */
export interface Keys {
  /**
   * Makes a key of that name; it is told this once and never again. A name that was revoked comes back with its old account.
   * @throws {EaselError} `option-invalid` where the name is none, or has a key already.
   */
  create(name: string, wishes?: KeyWishes): Promise<string>;
  list(): Promise<readonly ListedKey[]>;
  /** From here on nobody can use it, in any process. @returns whether there was one. @throws {EaselError} `option-invalid`. */
  revoke(name: string): Promise<boolean>;
  /** Whose key it is; `undefined` for one that is wrong or revoked. */
  callerOf(key: string): Promise<ApiCaller | undefined>;
  /** Whether any key was ever made: from then on one is needed. */
  exist(): Promise<boolean>;
}

/** Keys are stored as keyed digests, and looked at in the store at every request, so that a revoked one is refused at once. */
export function createKeys({ keys, secret, configured, clock, random }: KeyParts): Keys {
  const fixed = configured.map(({ name, key }) => ({ name, digest: digestOf(key, secret), ending: endingOf(key) }));
  return { create, list, revoke: (said) => revoke(checkedName(said), { keys, clock }, fixed), callerOf, exist };

  async function create(said: string, wishes: KeyWishes = {}): Promise<string> {
    const name = checkedName(said);
    const key = writeKey(name, random());
    const made = madeKey(key, digestOf(key, secret), clock.now(), wishes);
    const stored = await keys.update(name, (known) => (isLive(known) ? known : made));
    if (stored?.digest === made.digest) return key;
    throw invalidName(name, `another name, or take the old key away first: easel keys revoke ${name}`);
  }

  async function list(): Promise<readonly ListedKey[]> {
    const listed: ListedKey[] = fixed.map(({ name, ending }) => ({
      ...configuredCaller(name),
      ending,
      from: 'configuration',
    }));
    for await (const [name, key] of keys.list()) listed.push(listedKey(name, key));
    return listed;
  }

  async function callerOf(key: string): Promise<ApiCaller | undefined> {
    const digest = digestOf(key, secret);
    // All are compared, so that the time says nothing of which one was near.
    const [known] = fixed.filter((each) => isSameDigest(each.digest, digest));
    if (known) return configuredCaller(known.name);
    const name = nameIn(key);
    const stored = name === undefined ? undefined : await keys.get(name);
    return name !== undefined && isLive(stored) && isSameDigest(stored.digest, digest)
      ? callerIn(name, stored)
      : undefined;
  }

  async function exist(): Promise<boolean> {
    if (fixed.length > 0) return true;
    for await (const _ of keys.list()) return true;
    return false;
  }
}

async function revoke(
  name: string,
  { keys, clock }: Pick<KeyParts, 'keys' | 'clock'>,
  fixed: readonly { readonly name: string }[],
): Promise<boolean> {
  const at = clock.now();
  const seen: { wasLive?: boolean } = {};
  await keys.update(name, (known) => {
    seen.wasLive = isLive(known);
    return isLive(known) ? { ...known, revokedAt: at } : known;
  });
  if (!seen.wasLive && fixed.some((each) => each.name === name))
    throw invalidName(name, 'EASEL_API_KEYS for that: this key stands there; take it out and start Easel anew');
  return seen.wasLive === true;
}

const isLive = (key: StoredKey | undefined): key is StoredKey => key !== undefined && key.revokedAt === undefined;

function madeKey(key: string, digest: string, createdAt: number, { trusted, perMinute }: KeyWishes): StoredKey {
  checkPerMinute(perMinute);
  return {
    digest,
    ending: endingOf(key),
    createdAt,
    ...(trusted && { trusted: true }),
    ...(perMinute !== undefined && { perMinute }),
  };
}

const listedKey = (name: string, key: StoredKey): ListedKey => ({
  ...callerIn(name, key),
  from: 'store',
  ending: key.ending,
  createdAt: key.createdAt,
  ...(key.revokedAt !== undefined && { revokedAt: key.revokedAt }),
});

const configuredCaller = (name: string): ApiCaller => ({ name, isTrusted: false, perMinute: USUAL_PER_MINUTE });

const callerIn = (name: string, { trusted, perMinute = USUAL_PER_MINUTE }: StoredKey): ApiCaller => ({
  name,
  isTrusted: trusted === true,
  perMinute,
});

/** Of a short key it would be too much of it. */
const endingOf = (key: string): string => (key.length < 16 ? '' : key.slice(-4));

/** @throws {EaselError} `option-invalid`. */
function checkedName(said: string): string {
  const name = keyName(said);
  if (name === undefined) throw invalidName(said, KEY_NAMES);
  if (name === KEYLESS_NAME) throw invalidName(name, 'another name: this one is of whoever calls without a key');
  return name;
}

function checkPerMinute(perMinute: number | undefined): void {
  if (perMinute === undefined || (Number.isInteger(perMinute) && perMinute >= 1 && perMinute <= MOST_PER_MINUTE))
    return;
  throw new EaselError('option-invalid', {
    option: 'per-minute',
    value: String(perMinute),
    allowed: `a whole number from 1 to ${MOST_PER_MINUTE}`,
  });
}

const invalidName = (value: string, allowed: string): EaselError =>
  new EaselError('option-invalid', { option: 'name', value, allowed });
