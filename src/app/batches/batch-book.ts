import type { Batch, BatchItem } from '#src/domain/batches/batch.ts';
import type { Documents } from '#src/ports/documents.ts';

export interface BatchDocuments {
  /** By account and batch. */
  readonly batches: Documents<Batch>;
  /** By batch and the place of the line among all: what became of lines that were begun. */
  readonly batchItems: Documents<BatchItem>;
}

/** Whose a batch is. */
export interface BatchOwner {
  readonly tenantId: string;
  readonly personId: string;
}

/** All that is kept of a batch beside its documents. */
export const batchFolder = (id: string): string => `batches/${id}/`;

/** Batches as they are stored, each changed one at a time from however many processes. */
export function createBatchBook({ batches, batchItems }: BatchDocuments) {
  return {
    get: (owner: BatchOwner, id: string): Promise<Batch | undefined> => batches.get(nameOf(owner, id)),

    /** As `Documents.update`; a batch that was removed meanwhile stays so. */
    update: (batch: Batch, change: (current: Batch) => Batch): Promise<Batch | undefined> =>
      batches.update(nameOf(batch, batch.id), (current) => current && change(current)),

    /** Stores a new one, unless there is one of that id. */
    add: (batch: Batch): Promise<Batch | undefined> =>
      batches.update(nameOf(batch, batch.id), (current) => current ?? batch),

    /** Of one person, or of everybody. */
    async *list(owner?: BatchOwner): AsyncGenerator<Batch> {
      for await (const [, batch] of batches.list(owner ? `${part(accountOf(owner))}/` : '')) yield batch;
    },

    item: (id: string, place: number): Promise<BatchItem | undefined> => batchItems.get(itemName(id, place)),

    async putItem(id: string, place: number, item: BatchItem): Promise<void> {
      await batchItems.update(itemName(id, place), () => item);
    },

    /** Of a batch, in the order of its lines, each with its place. */
    async *items(id: string): AsyncGenerator<readonly [place: number, item: BatchItem]> {
      for await (const [name, item] of batchItems.list(`${id}/`)) yield [Number(name.slice(id.length + 1)), item];
    },

    async remove(batch: Batch): Promise<void> {
      for await (const [name] of batchItems.list(`${batch.id}/`)) await batchItems.remove(name);
      await batches.remove(nameOf(batch, batch.id));
    },
  };
}

export type BatchBook = ReturnType<typeof createBatchBook>;

const accountOf = ({ tenantId, personId }: BatchOwner): string => `${tenantId}:${personId}`;

const nameOf = (owner: BatchOwner, id: string): string => `${part(accountOf(owner))}/${part(id)}`;

/** Names sort as text; there are never more lines than six digits can count. */
const itemName = (id: string, place: number): string => `${id}/${String(place).padStart(6, '0')}`;

/** No part can contain the slash that ends it. */
const part = (name: string): string => encodeURIComponent(name);
