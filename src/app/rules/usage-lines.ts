import type { Documents } from '#src/ports/documents.ts';
import type { UsageLine } from './usage-tally.ts';

/** How far a tenant's lines were added up, and what was written behind that. */
export interface UsageMarks {
  /** Lines of an earlier time may have been added up already; epoch milliseconds. */
  readonly through: number;
  /** Times of lines that may have come too late to be added, oldest first. */
  readonly late: readonly number[];
}

export interface LineParts {
  /** By tenant and time. */
  readonly usageLines: Documents<UsageLine>;
  /** The same by tenant and person. */
  readonly usageOfPeople: Documents<UsageLine>;
  /** By tenant. */
  readonly usageMarks: Documents<UsageMarks>;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of late lines so many are remembered; older days were added up again long before. */
const REMEMBERED = 1000;
/** Days looked back for what an earlier sweep may have missed while nothing ran. */
const DAYS_SWEPT = 14;

/**
 * What requests came to, line by line. A line has a name of its own, so that writing it twice is the same as once.
 *
 * Who adds lines up says first how far (`begin`), and reads then. Who writes a line looks afterwards how far they were added up: it
 * was written before the reading began, or its time is noted as late. So nothing is missed, whatever the clocks say.
 */
export function createUsageLines({ usageLines, usageOfPeople, usageMarks }: LineParts) {
  return { write, within, ofPerson, marks, begin, tenants };

  /** @param name the same for the same request. */
  async function write(tenantId: string, name: string, line: UsageLine): Promise<void> {
    const id = `${stamp(line.at)}/${name}`;
    await Promise.all([
      usageLines.add(`${folder(tenantId)}${id}`, line),
      usageOfPeople.add(`${folder(tenantId, line.personId)}${id}`, line),
    ]);
    // Also where nothing was added up yet, so that the tenant is known by it.
    const marked = (await usageMarks.get(tenantId)) ?? (await begin(tenantId, 0));
    if (line.at < marked.through) await usageMarks.update(tenantId, (known) => known && withLate(known, line.at));
  }

  /** Lines of `from` up to and without `to`, as they are stored. */
  async function* within(tenantId: string, from: number, to: number): AsyncGenerator<UsageLine, void> {
    for (const prefix of prefixes(from, to)) {
      for await (const [, line] of usageLines.list(`${folder(tenantId)}${prefix}`)) {
        if (line.at >= from && line.at < to) yield line;
      }
    }
  }

  async function* ofPerson(
    tenantId: string,
    personId: string,
    from: number,
    to: number,
  ): AsyncGenerator<UsageLine, void> {
    for await (const [, line] of usageOfPeople.list(folder(tenantId, personId))) {
      if (line.at >= from && line.at < to) yield line;
    }
  }

  async function marks(tenantId: string): Promise<UsageMarks> {
    return (await usageMarks.get(tenantId)) ?? { through: 0, late: [] };
  }

  /** Says that lines are about to be added up to that time. @returns what was late before anything is read. */
  async function begin(tenantId: string, through: number): Promise<UsageMarks> {
    const begun = await usageMarks.update(tenantId, (known = { through: 0, late: [] }) =>
      known.through >= through ? known : { ...known, through },
    );
    return begun ?? { through, late: [] };
  }

  /** Everybody of whom there are lines. */
  async function* tenants(): AsyncGenerator<string, void> {
    for await (const [tenantId] of usageMarks.list('')) yield tenantId;
  }
}

export type UsageLines = ReturnType<typeof createUsageLines>;

const withLate = (known: UsageMarks, at: number): UsageMarks => ({
  ...known,
  late: [...known.late, at].slice(-REMEMBERED),
});

/** Forgets the lines of a tenant before a time, some days back. */
export async function forgetLines(
  { usageLines, usageOfPeople }: LineParts,
  tenantId: string,
  before: number,
): Promise<void> {
  const own = folder(tenantId);
  for (const prefix of prefixes(before - DAYS_SWEPT * DAY_MS, before)) {
    for await (const [id, line] of usageLines.list(`${own}${prefix}`)) {
      await usageOfPeople.remove(`${folder(tenantId, line.personId)}${id.slice(own.length)}`);
      await usageLines.remove(id);
    }
  }
}

/** Names with a `/` in them must not end up in somebody else's folder. */
export const folder = (...names: readonly string[]): string =>
  names.map((name) => `${encodeURIComponent(name)}/`).join('');

const stamp = (at: number): string => new Date(at).toISOString();

/** Beginnings of the names of all lines in that time, in its order: whole days by their date in UTC, the rest by the hour. */
function prefixes(from: number, to: number): readonly string[] {
  const found: string[] = [];
  let at = Math.floor(from / HOUR_MS) * HOUR_MS;
  while (at < to) {
    const isDay = at % DAY_MS === 0 && at + DAY_MS <= to;
    found.push(stamp(at).slice(0, isDay ? 'YYYY-MM-DD'.length : 'YYYY-MM-DDTHH'.length));
    at += isDay ? DAY_MS : HOUR_MS;
  }
  return found;
}
