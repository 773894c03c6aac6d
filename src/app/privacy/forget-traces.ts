import { forgetCases } from '#src/app/content/forget-cases.ts';
import { forgetRecords } from '#src/app/content/person-record.ts';
import type { WholeParts } from '#src/app/parts.ts';

/** Forgets what is kept of people beside their jobs, once it is older than the retention. */
export async function forgetTraces({
  documents,
  clock,
  retentionMs,
  content,
  log,
}: Pick<WholeParts, 'documents' | 'clock' | 'retentionMs' | 'content' | 'log'>) {
  const before = clock.now() - retentionMs;
  const left = await forgetCases(({ at }) => at < before, undefined, { cases: documents.cases, reach: content.reach });
  if (left > 0) log.warn({ cases: left }, 'Old cases are still shown in log channels; they are tried again');
  await forgetRecords(documents.contentRecords, before);
  for await (const [id, { seenAt }] of documents.members.list(''))
    if (seenAt < before) await documents.members.remove(id);
  for await (const [id, { endsAt }] of documents.linkCodes.list(''))
    if (endsAt < before) await documents.linkCodes.remove(id);
  // Who asked for something in a minute long gone.
  for await (const [id, { asked }] of documents.rates.list(''))
    if (asked.every(([, at]) => at < before)) await documents.rates.remove(id);
}
