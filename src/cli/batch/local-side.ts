import { createReadStream } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { entryOf, filesOf } from '#src/app/batches/manifest.ts';
import { type ListFormat, readList } from '#src/batch-files/read-list.ts';
import { type Batch, isOver } from '#src/domain/batches/batch.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import type { Easel } from '#src/main.ts';
import type { BatchSide, BatchView, SavableLine } from './batch-side.ts';

export interface LocalList {
  readonly file: string;
  readonly format: ListFormat;
  readonly defaults: RequestOptions;
  /** The same for the same list and options, whoever asks. */
  readonly name: string;
  readonly platform: string;
  readonly owner: { readonly tenantId: string; readonly personId: string; readonly personName: string };
  readonly signal: AbortSignal;
}

/** Batches made by this very process, over its own engine. */
export function createLocalSide({ engine, blobs }: Pick<Easel, 'engine' | 'blobs'>, list: LocalList): BatchSide {
  const { batches } = engine;
  const { owner, signal } = list;
  const now = async ({ id }: BatchView): Promise<Batch> => {
    const batch = await batches.get(owner, id);
    if (!batch) throw new Error('A batch vanished.');
    return batch;
  };

  return {
    find: async () => (await newest()).batch,
    available: async () => (await engine.balance(owner)).available,
    begin: async (view) => void (await batches.begin(await now(view))),
    look: now,
    lines: (view) => lines(view),

    async pause(view, harder) {
      const batch = await now(view);
      if (harder) await batches.halt(batch);
      else batches.pause(batch);
      await batches.ended(batch);
    },

    async create(replaces) {
      const { batch, latest, number } = await newest();
      // What was only priced may cost something else by now.
      if (latest?.state === 'priced') await batches.remove(latest);
      if (replaces && batch && batch.state !== 'priced' && !isOver(batch)) await batches.cancel(batch);
      const next = latest && latest.state !== 'priced' ? number + 1 : number;
      const { file, format, defaults, platform, name } = list;
      const read = readList(createReadStream(file, { signal }), format);
      const imageOf = (path: string) => ({ key: resolve(dirname(file), path), filename: basename(path) });
      return batches.create({ id: `${name}-${next}`, owner, platform, lines: read, defaults, imageOf, signal });
    },
  };

  /** Each time the same list is made anew it gets the next number; what was begun and is not over goes before what was only priced. */
  async function newest() {
    let open: Batch | undefined;
    let latest: Batch | undefined;
    for (let number = 1; ; number++) {
      const next = await batches.get(owner, `${list.name}-${number}`);
      if (!next) return { batch: open ?? latest, latest, number: Math.max(1, number - 1) };
      latest = next;
      if (next.state === 'stopped' || next.state === 'running') open = next;
    }
  }

  async function* lines(view: BatchView): AsyncGenerator<SavableLine> {
    for await (const result of batches.results(await now(view))) {
      const files = filesOf(result);
      yield {
        entry: entryOf(result),
        open: async (index) => {
          const key = files[index]?.key;
          return key === undefined ? undefined : (await blobs.open(key))?.body;
        },
      };
    }
  }
}
