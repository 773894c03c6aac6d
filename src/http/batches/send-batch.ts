import { createHash, type Hash } from 'node:crypto';
import type { BatchOwner } from '#src/app/batches/batch-book.ts';
import type { Batches } from '#src/app/batches/batches.ts';
import { API_TENANT } from '#src/app/keys/api-key.ts';
import { type ListFormat, readList } from '#src/batch-files/read-list.ts';
import { BATCH_LIMITS, type Batch, isOver } from '#src/domain/batches/batch.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import type { BodySource } from '../api/body/body-source.ts';
import type { ApiContext } from '../api/gate.ts';
import { refuse } from '../api/refuse.ts';

/** A list on its way in, and what is said for all its lines. */
export interface SentList {
  readonly source: BodySource;
  readonly format: ListFormat;
  readonly defaults: RequestOptions;
  readonly signal: AbortSignal;
}

/** Batches of a key that are not over. */
const MOST_OPEN = 20;

/** Makes one batch of a list, however often it comes under the same Idempotency-Key. */
export function createSendBatch({
  batches,
  platform,
}: {
  readonly batches: Pick<Batches, 'get' | 'list' | 'create'>;
  readonly platform: string;
}) {
  const arrivals = createArriving();

  return async function sendBatch(context: ApiContext, sent: SentList): Promise<Batch> {
    const owner = ownerOf(context);
    const { earlier, leave } = arrivals(owner.personId);
    try {
      return await send(context, sent, () => checkRoom(owner, earlier));
    } finally {
      leave();
    }
  };

  async function send(
    context: ApiContext,
    { source, format, defaults, signal }: SentList,
    checked: () => Promise<void>,
  ): Promise<Batch> {
    const owner = ownerOf(context);
    const id = idByKey(context.req.header('idempotency-key'), owner.personId);
    const known = id === undefined ? undefined : await batches.get(owner, id);
    const hash = createHash('sha256').update(JSON.stringify([format, defaults]));
    const chunks = noted(source.chunks(BATCH_LIMITS.bytes), hash);
    const fingerprint = () => hash.copy().digest('hex');
    if (known) {
      for await (const _ of chunks);
      return sameAs(known, fingerprint());
    }
    await checked();
    const list = { lines: readList(chunks, format), defaults, fingerprint, signal };
    const wish = { owner: { ...owner, personName: owner.personId }, platform, ...list };
    if (id === undefined) return batches.create(wish);
    return sameAs(await batches.create({ ...wish, id }), fingerprint());
  }

  async function countOpen(owner: BatchOwner): Promise<number> {
    let open = 0;
    for await (const batch of batches.list(owner)) if (!isOver(batch)) open += 1;
    return open;
  }

  async function checkRoom(owner: BatchOwner, earlier: () => number): Promise<void> {
    let [arriving, open] = [0, 0];
    // One that arrived meanwhile may have been counted twice.
    do {
      arriving = earlier();
      open = arriving + (await countOpen(owner));
    } while (open >= MOST_OPEN && earlier() !== arriving);
    if (open >= MOST_OPEN)
      throw refuse(
        429,
        'too_many_batches',
        `This key has ${open} batches that are not over. Let one end, or cancel one.`,
        null,
        STAY,
      );
  }
}

/** The lists of each key that are on their way in here: they will be open batches, and are none yet. */
function createArriving() {
  const lists = new Map<string, Set<object>>();
  return (key: string) => {
    const arriving = lists.get(key) ?? new Set();
    const [own, earlier] = [{}, [...arriving]];
    lists.set(key, arriving.add(own));
    return {
      /** Those that came before this one and are still on their way. */
      earlier: (): number => earlier.filter((list) => arriving.has(list)).length,
      leave(): void {
        arriving.delete(own);
        if (arriving.size === 0) lists.delete(key);
      },
    };
  };
}

/** Official clients would ask again by themselves, which changes nothing. */
export const STAY = { 'x-should-retry': 'false' };

export const ownerOf = (context: ApiContext): BatchOwner => ({
  tenantId: API_TENANT,
  personId: context.get('caller').name,
});

/** @throws {HTTPException} 422 where another list or other options were sent under the same Idempotency-Key. */
function sameAs(known: Batch, fingerprint: string): Batch {
  if ((known.fingerprint ?? fingerprint) === fingerprint) return known;
  throw refuse(
    422,
    'idempotency_key_reused',
    'This Idempotency-Key was used for a batch of another list or other options. Use a new key for a new batch.',
    'Idempotency-Key',
  );
}

async function* noted(chunks: AsyncIterable<Buffer>, hash: Hash): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    hash.update(chunk);
    yield chunk;
  }
}

/** The same key of the same caller is the same batch. */
export const idByKey = (key: string | undefined, caller: string): string | undefined =>
  key === undefined || key === ''
    ? undefined
    : createHash('sha256').update(`${caller}\n${key}`).digest('hex').slice(0, 24);
