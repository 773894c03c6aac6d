import { createHash } from 'node:crypto';
import { extensionOf, type Picture, type Size } from '#src/domain/picture.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import { accountIdOf } from './accept-job.ts';
import { toCard } from './card-picture.ts';

const DAY_MS = 86_400_000;
/** Days looked back for what an earlier sweep may have missed while nothing ran. */
const DAYS_SWEPT = 7;

/** Somebody whose picture it is made of. */
interface Whose {
  readonly tenantId: string;
  readonly personId: string;
}

/**
 * Keeps pictures that belong to no job, such as the lettered grid of an answer, by the day they were shown and by who brought what
 * they show, so that they go with both.
 */
export function createShownPictures({
  blobs,
  clock,
  newId,
}: {
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly newId: NewId;
}) {
  return async function keepShown(
    { bytes, type, ...size }: Picture & Size,
    alt: string,
    whose?: Whose,
  ): Promise<CardPicture> {
    const name = newId();
    const key = `${folderOf(clock.now())}${whose ? personFolder(whose) : ''}${name}.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { ...toCard({ key, type, ...size, byteLength: bytes.byteLength }, `easel-${name}`, { blobs }), alt };
  };
}

export type KeepShown = ReturnType<typeof createShownPictures>;

/** Removes what was shown before a time, by whole days. */
export async function forgetShown(blobs: BlobStore, before: number): Promise<void> {
  for (let day = 1; day <= DAYS_SWEPT; day++) await blobs.removeAll(folderOf(before - day * DAY_MS));
}

/** Removes what was shown of somebody's pictures. */
export async function forgetShownOf(
  whose: Whose,
  { blobs, clock, retentionMs }: { readonly blobs: BlobStore; readonly clock: Clock; readonly retentionMs: number },
): Promise<void> {
  const now = clock.now();
  for (let at = now; at > now - retentionMs - DAYS_SWEPT * DAY_MS; at -= DAY_MS)
    await blobs.removeAll(`${folderOf(at)}${personFolder(whose)}`);
}

/** Nobody's name stands in a key. */
const personFolder = ({ tenantId, personId }: Whose): string =>
  `${createHash('sha256').update(accountIdOf(tenantId, personId)).digest('hex').slice(0, 32)}/`;

const folderOf = (at: number): string => `shown/${new Date(at).toISOString().slice(0, 10)}/`;
