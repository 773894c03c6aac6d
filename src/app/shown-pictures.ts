import { extensionOf, type Picture, type Size } from '#src/domain/picture.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { CardPicture } from '#src/ports/cards.ts';
import type { Clock, NewId } from '#src/ports/clock.ts';
import { toCard } from './card-picture.ts';

const DAY_MS = 86_400_000;
/** Days looked back for what an earlier sweep may have missed while nothing ran. */
const DAYS_SWEPT = 7;

/** Keeps pictures that belong to no job, such as the lettered grid of an answer, by the day they were shown. */
export function createShownPictures({
  blobs,
  clock,
  newId,
}: {
  readonly blobs: BlobStore;
  readonly clock: Clock;
  readonly newId: NewId;
}) {
  return async function keepShown({ bytes, type, ...size }: Picture & Size, alt: string): Promise<CardPicture> {
    const name = newId();
    const key = `${folderOf(clock.now())}${name}.${extensionOf(type)}`;
    await blobs.put(key, bytes);
    return { ...toCard({ key, type, ...size, byteLength: bytes.byteLength }, `easel-${name}`, { blobs }), alt };
  };
}

export type KeepShown = ReturnType<typeof createShownPictures>;

/** Removes what was shown before a time, by whole days. */
export async function forgetShown(blobs: BlobStore, before: number): Promise<void> {
  for (let day = 1; day <= DAYS_SWEPT; day++) await blobs.removeAll(folderOf(before - day * DAY_MS));
}

const folderOf = (at: number): string => `shown/${new Date(at).toISOString().slice(0, 10)}/`;
