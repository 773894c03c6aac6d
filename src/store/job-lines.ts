import { foldWords } from '#src/domain/gallery-words.ts';
import { isFinal, isOpen, type Job } from '#src/domain/job.ts';
import { sourceJobOf } from '#src/domain/made-from.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { JobLine, JobList, LinesFrom, PlacedLine } from '#src/ports/job-store.ts';
import { lineBefore, lineIds, linesOf } from './job-index.ts';

/** Whether a job is at its end, and its person has seen that. */
export const isOver = ({ state, deliveredAt }: Pick<Job, 'state' | 'deliveredAt'>): boolean =>
  isFinal(state) && deliveredAt !== undefined;

/**
 * What is searched of jobs: a line each in the list of its account, and in the list of its tenant where others could see it too.
 * A job has its lines from its beginning, with its words; what came of it is in them once it is over.
 */
export function createJobLines(lines: Documents<JobLine>) {
  return { write, add, remove, drop, list };

  /** The lines as they should be for the job as it is. */
  async function write(job: Job): Promise<void> {
    const [own, tenants] = lineIds(job);
    if (job.deletedAt !== undefined) return remove(job);
    const line = lineOf(job);
    await Promise.all([
      lines.update(own, () => line),
      isOpen(job) ? lines.update(tenants, () => line) : lines.remove(tenants),
    ]);
  }

  /** Only those lines that are missing. */
  async function add(job: Job): Promise<void> {
    if (job.deletedAt !== undefined) return;
    const [own, tenants] = lineIds(job);
    const line = lineOf(job);
    await Promise.all((isOpen(job) ? [own, tenants] : [own]).map((id) => lines.add(id, line)));
  }

  function remove(job: Job): Promise<void> {
    return drop(lineIds(job));
  }

  async function drop(ids: readonly string[]): Promise<void> {
    await Promise.all(ids.map((id) => lines.remove(id)));
  }

  async function* list(of: JobList, { after, before }: LinesFrom = {}): AsyncGenerator<PlacedLine, void> {
    const prefix = linesOf(of);
    const since = before === undefined ? '' : lineBefore(before);
    const behind = after === undefined || after < since ? since : after;
    for await (const [id, line] of lines.list(prefix, `${prefix}${behind}`)) yield [id.slice(prefix.length), line];
  }
}

function lineOf(job: Job): JobLine {
  const { id, personId, placeId, createdAt, request } = job;
  const parentId = sourceJobOf(job);
  return {
    jobId: id,
    personId,
    placeId,
    createdAt,
    words: foldWords(request.prompt),
    isOpen: isOpen(job),
    ...(parentId !== undefined && { parentId }),
    ...(isOver(job) ? { isOver: true, ...endOf(job) } : { isOver: false, pictures: 0 }),
  };
}

function endOf({ plan: planned, result }: Job): Pick<JobLine, 'modelId' | 'mode' | 'pictures'> {
  const plan = result?.plan ?? planned;
  return { pictures: result?.pictures.length ?? 0, ...(plan && { modelId: plan.modelId, mode: plan.mode }) };
}
