import { randomUUID } from 'node:crypto';
import { openDocuments } from '#src/app/documents.ts';
import { createDecisions, type Decision } from '#src/app/rules/decisions.ts';
import type { Easel } from '#src/main.ts';

/** Whoever runs Easel, in the record. */
export const OPERATOR = 'operator';

/** For the moderators' audit: what whoever runs Easel did to a tenant's switch, or to that of all. */
export async function noteSwitch(
  { documents }: Pick<Easel, 'documents'>,
  tenantId: string,
  decision: Pick<Decision, 'at' | 'kind' | 'reason'>,
): Promise<void> {
  const decisions = createDecisions(openDocuments(documents));
  await decisions.write(tenantId, randomUUID(), { ...decision, by: OPERATOR, subject: { kind: 'tenant' } });
}
