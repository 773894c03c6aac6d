import { createHmac, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import type { NamedFile } from '#src/app/card-picture.ts';
import { PICTURE_TYPES } from '#src/domain/picture.ts';
import type { Clock } from '#src/ports/clock.ts';

/** Addresses of kept pictures that work by themselves: whoever has one may fetch that picture, and no other. */
export interface FileLinks {
  /** Behind the address of this server: `/files/…`. */
  pathOf(file: NamedFile): string;
  /** What the last part of such a path was made for; `undefined` where it is forged. */
  read(token: string): LinkedFile | undefined;
}

export interface LinkedFile extends NamedFile {
  /** Whether its time is over. Some tenants want their links to hold for as long as the picture is there. */
  readonly isExpired: boolean;
}

const DAYS = 7;
const HOUR_MS = 3_600_000;
const MAX_TOKEN = 2000;

const Signed = z.tuple([z.string(), z.string(), z.enum(PICTURE_TYPES), z.number()]);

export function createFileLinks({
  secret,
  clock,
}: {
  /** Kept in the store, so that every process makes and reads the same addresses. */
  readonly secret: string;
  readonly clock: Pick<Clock, 'now'>;
}): FileLinks {
  const sign = (words: string): string => createHmac('sha256', secret).update(`files\n${words}`).digest('base64url');

  return {
    pathOf({ key, name, type }) {
      // Whole hours, so that a card that is shown once more says the same.
      const until = (Math.floor(clock.now() / HOUR_MS) + 1 + DAYS * 24) * HOUR_MS;
      const words = Buffer.from(JSON.stringify([key, name, type, until])).toString('base64url');
      return `/files/${words}.${sign(words)}`;
    },

    read(token) {
      const [words = '', mark = '', ...more] = token.length > MAX_TOKEN ? [] : token.split('.');
      // The letters, because several of them stand for the same bytes.
      if (more.length > 0 || !isSame(mark, sign(words))) return undefined;
      const [key, name, type, until] = Signed.parse(JSON.parse(Buffer.from(words, 'base64url').toString()));
      return { key, name, type, isExpired: until <= clock.now() };
    },
  };
}

function isSame(given: string, right: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(right)];
  return one.byteLength === other.byteLength && timingSafeEqual(one, other);
}
