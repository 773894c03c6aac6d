import { createHmac, timingSafeEqual } from 'node:crypto';
import type { LinkedAccount } from '#src/domain/link.ts';

/** The tenant that keys of the HTTP API are people of. */
export const API_TENANT = 'api';

/** Who calls where no key exists at all and only this machine can. */
export const KEYLESS_NAME = 'local';

/** Requests a minute of a key that has no number of its own. */
export const USUAL_PER_MINUTE = 600;

export const MOST_PER_MINUTE = 1_000_000;

/** Who calls the HTTP API: a key, by its name. */
export interface ApiCaller {
  readonly name: string;
  /** May ask for members of the chats, in their names. */
  readonly isTrusted: boolean;
  readonly perMinute: number;
}

/** A key as it is stored: nobody can read it from this. */
export interface StoredKey {
  /** Of the whole key, with a secret of this installation. */
  readonly digest: string;
  /** How it ends, for telling keys apart. */
  readonly ending: string;
  readonly createdAt: number;
  readonly revokedAt?: number;
  readonly trusted?: true;
  readonly perMinute?: number;
}

/** A key that stands in the configuration. */
export interface ConfiguredKey {
  readonly name: string;
  readonly key: string;
}

const NAME = /^[a-z0-9](?:[a-z0-9.-]{0,38}[a-z0-9])?$/;

/** The name of a key in lower case; `undefined` where it can be none. */
export function keyName(said: string): string | undefined {
  const name = said.trim().toLowerCase();
  return NAME.test(name) ? name : undefined;
}

export const KEY_NAMES = '1 to 40 letters a to z, digits, dots and hyphens';

/** `web` -> `easel_web_…`. The name in it says where to look it up. @param random at least 32 random bytes in base64url. */
export const writeKey = (name: string, random: string): string => `easel_${name}_${random}`;

/** The name that a key of ours says it is of; anybody can write one, so only its digest proves it. */
export const nameIn = (key: string): string | undefined => /^easel_([a-z0-9.-]{1,40})_[\w-]{40,64}$/.exec(key)?.[1];

/** The account that a key has. */
export const keyAccount = (name: string): LinkedAccount => ({
  tenantId: API_TENANT,
  personId: name,
  platform: 'api',
  name,
});

/** Hex. */
export const digestOf = (key: string, secret: string): string => createHmac('sha256', secret).update(key).digest('hex');

/** Whether two digests are the same, in a time that says nothing of where they differ. */
export function isSameDigest(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one, 'hex'), Buffer.from(other, 'hex')];
  return first.byteLength === second.byteLength && timingSafeEqual(first, second);
}
