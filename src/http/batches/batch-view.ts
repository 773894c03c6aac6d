import { type Batch, endedLines } from '#src/domain/batches/batch.ts';

/** A batch as programs read it. Times are seconds, as OpenAI has them. */
export const batchView = (batch: Batch, archiveUrl: string) => ({
  id: batch.id,
  object: 'image_batch',
  status: batch.state,
  created_at: Math.floor(batch.createdAt / 1000),
  changed_at: Math.floor(batch.changedAt / 1000),
  lines: {
    total: batch.lines + batch.broken,
    broken: batch.broken,
    made: batch.counts.made,
    failed: batch.counts.failed,
    unknown: batch.counts.unknown,
    waiting: batch.counts.waiting,
    open: batch.lines - endedLines(batch.counts),
  },
  price: { credits: batch.credits, pictures: batch.pictures },
  charged: { credits: batch.counts.credits, pictures: batch.counts.pictures },
  errors: batch.firstBroken.map(({ line, broken, said }) => ({ line, message: broken, said })),
  stopped: batch.why ?? null,
  manifest_url: `/v1/image_batches/${batch.id}/manifest`,
  archive_url: archiveUrl,
});
