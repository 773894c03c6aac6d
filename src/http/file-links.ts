import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { NamedFile } from '#src/app/card-picture.ts';
import { PICTURE_TYPES } from '#src/domain/picture.ts';
import type { Clock } from '#src/ports/clock.ts';

/** Addresses of kept pictures that work by themselves for some days: whoever has one may fetch that picture, and no other. */
export interface FileLinks {
  addressOf(file: NamedFile): string;
  /** What an address was made for; `undefined` where it is forged or too old. */
  read(token: string): NamedFile | undefined;
}

const DAYS = 7;
const HOUR_MS = 3_600_000;
const MAX_TOKEN = 2000;

const Signed = z.tuple([z.string(), z.string(), z.enum(PICTURE_TYPES), z.number()]);

export function createFileLinks({
  baseUrl,
  secret,
  clock,
}: {
  readonly baseUrl: string;
  /** Kept in the store, so that every process makes and reads the same addresses. */
  readonly secret: string;
  readonly clock: Pick<Clock, 'now'>;
}): FileLinks {
  const sign = (words: string): Buffer => createHmac('sha256', secret).update(`files\n${words}`).digest();

  return {
    addressOf({ key, name, type }) {
      // Whole hours, so that a card that is shown once more says the same.
      const until = (Math.floor(clock.now() / HOUR_MS) + 1 + DAYS * 24) * HOUR_MS;
      const words = Buffer.from(JSON.stringify([key, name, type, until])).toString('base64url');
      return `${baseUrl.replace(/\/+$/, '')}/files/${words}.${sign(words).toString('base64url')}`;
    },

    read(token) {
      const [words = '', mark = '', ...more] = token.length > MAX_TOKEN ? [] : token.split('.');
      const given = Buffer.from(mark, 'base64url');
      const right = sign(words);
      if (more.length > 0 || given.byteLength !== right.byteLength || !timingSafeEqual(given, right)) return undefined;
      const [key, name, type, until] = Signed.parse(JSON.parse(Buffer.from(words, 'base64url').toString()));
      return until > clock.now() ? { key, name, type } : undefined;
    },
  };
}
