import { expect } from 'vitest';
import type { BatchOwner } from '#src/app/batches/batch-book.ts';
import type { LineResult } from '#src/app/batches/batch-results.ts';
import { createBatchRoute } from '#src/app/batches/batch-route.ts';
import { entryOf } from '#src/app/batches/manifest.ts';
import type { Route } from '#src/app/route.ts';
import { readList } from '#src/batch-files/read-list.ts';
import type { Batch } from '#src/domain/batches/batch.ts';
import { type Kit, type KitOptions, openKit } from '../open-kit.ts';

export const ADA = { tenantId: 'guild', personId: 'ada', personName: 'Ada' };

/** The engine in memory with the way of batches open. */
export function openBatchKit(options: KitOptions = {}) {
  const way = createBatchRoute();
  const routes = new Map<string, Route>([[way.route.id, way.route]]);
  const kit = openKit({ ...options, routes });
  const { batches } = kit.engine;
  batches.open(way);
  return { ...kit, batches, way, create, done, results };

  function create(
    text: string,
    owner: BatchOwner & { readonly personName: string } = ADA,
    id?: string,
  ): Promise<Batch> {
    const bytes = async function* () {
      yield Buffer.from(text);
    };
    return batches.create({
      owner,
      platform: way.route.id,
      lines: readList(bytes(), text.startsWith('prompt') ? 'csv' : 'lines'),
      defaults: {},
      signal: AbortSignal.timeout(60_000),
      ...(id !== undefined && { id }),
    });
  }

  /** Waits for its end, letting time pass where it waits for that. */
  async function done(batch: Batch): Promise<Batch> {
    let ended: Batch | undefined;
    void batches.ended(batch).then((now) => (ended = now));
    await expect
      .poll(
        async () => {
          if (!ended) await kit.clock.advance(1000);
          return ended !== undefined;
        },
        { interval: 1, timeout: 20_000 },
      )
      .toBe(true);
    if (!ended) throw new Error('It did not end.');
    return ended;
  }

  async function results(batch: Batch) {
    const all: LineResult[] = [];
    for await (const result of batches.results(batch)) all.push(result);
    return all.map(entryOf);
  }
}

export const keptOf = ({ blobs }: Kit): readonly string[] => blobs.keys();
