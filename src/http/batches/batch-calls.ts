import type { Batches } from '#src/app/batches/batches.ts';
import type { Batch } from '#src/domain/batches/batch.ts';
import type { BlobStore } from '#src/ports/blob-store.ts';
import type { Clock } from '#src/ports/clock.ts';
import { bodyFaultIn } from '../api/body/body-fault.ts';
import { openSource } from '../api/body/body-source.ts';
import { BODY_LIMITS } from '../api/body/limits.ts';
import type { ApiContext } from '../api/gate.ts';
import { goneOf } from '../api/gone.ts';
import { refuse } from '../api/refuse.ts';
import type { BatchLinks } from './batch-links.ts';
import { batchView } from './batch-view.ts';
import { listFormat, readWishes } from './batch-wishes.ts';
import { createSendBatch, idByKey, ownerOf } from './send-batch.ts';

export interface BatchCallParts {
  readonly batches: Batches;
  readonly blobs: Pick<BlobStore, 'open'>;
  readonly links: BatchLinks;
  /** The way their jobs go. */
  readonly platform: string;
  readonly clock: Clock;
  /** Where others reach this installation; without it by what they called. */
  readonly publicBaseUrl: string | undefined;
}

/** What the calls have in common, and the longest of them. */
export function createBatchCalls({ batches, links, platform, clock, publicBaseUrl }: BatchCallParts) {
  const sendBatch = createSendBatch({ batches, platform });
  return { view, owned, byKey, create };

  function view(context: ApiContext, batch: Batch) {
    const base = (publicBaseUrl ?? new URL(context.req.url).origin).replace(/\/+$/, '');
    return batchView(batch, `${base}${links.pathOf(batch, batch.id)}`);
  }

  /** Somebody else's looks as if it was not there. */
  async function owned(context: ApiContext): Promise<Batch> {
    const batch = await batches.get(ownerOf(context), context.req.param('id') ?? '');
    if (batch) return batch;
    throw refuse(404, 'batch_not_found', 'There is no such batch of this key.', 'id');
  }

  /** What was made for an Idempotency-Key. */
  async function byKey(context: ApiContext, key: string): Promise<Batch | undefined> {
    const owner = ownerOf(context);
    const id = idByKey(key, owner.personId);
    return id === undefined ? undefined : batches.get(owner, id);
  }

  async function create(context: ApiContext): Promise<Response> {
    const { maxCredits, defaults } = readWishes(new URL(context.req.url).searchParams);
    const format = listFormat(context.req.header('content-type'));
    const signal = goneOf(context);
    const source = openSource(context, { limits: BODY_LIMITS, clock, signal });
    try {
      const batch = await sendBatch(context, { source, format, defaults, signal });
      const begins = maxCredits !== undefined && batch.credits <= maxCredits && batch.state === 'priced';
      return context.json(view(context, begins ? await batches.begin(batch) : batch));
    } catch (thrown) {
      // Nobody is there to be told.
      if (signal.aborted) return new Response(null, { status: 499 });
      const fault = bodyFaultIn(thrown);
      throw fault ? refuse(fault.status, fault.code, fault.message, fault.param) : thrown;
    } finally {
      source.leave();
    }
  }
}
