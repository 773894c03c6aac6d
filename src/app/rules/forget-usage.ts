import type { Documents } from '#src/ports/documents.ts';
import type { UsageDay } from './usage-days.ts';
import { folder, type LineParts } from './usage-lines.ts';
import { NOBODY } from './usage-tally.ts';

export interface ForgetUsageParts extends Pick<LineParts, 'usageLines' | 'usageOfPeople'> {
  readonly usageDays: Documents<UsageDay>;
}

/** Takes somebody out of what was used; the sums stay, so that a tenant's own numbers do. */
export async function forgetUsageOf(
  { usageLines, usageOfPeople, usageDays }: ForgetUsageParts,
  tenantId: string,
  personId: string,
): Promise<void> {
  const own = folder(tenantId, personId);
  for await (const [id] of usageOfPeople.list(own)) {
    const name = `${folder(tenantId)}${id.slice(own.length)}`;
    await usageLines.update(name, (line) => line && { ...line, personId: NOBODY });
    await usageOfPeople.remove(id);
  }
  for await (const [id, { people }] of usageDays.list(folder(tenantId)))
    if (people.some(([known]) => known === personId))
      await usageDays.update(
        id,
        (day) => day && { ...day, people: day.people.filter(([known]) => known !== personId) },
      );
}
