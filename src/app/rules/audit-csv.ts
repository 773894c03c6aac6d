import { ENTRY_SIGNS, type Entry } from '#src/domain/account.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import { channelPurse, tenantMoney, tenantPurse } from '#src/domain/rules/standing.ts';
import type { CreditLedger } from '#src/ports/credit-ledger.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Member } from './standings.ts';

export interface CsvParts {
  readonly ledger: Pick<CreditLedger, 'entries' | 'accounts'>;
  readonly members: Documents<Member>;
}

/** What comes in and what goes out stand apart, so that no number begins with a minus. */
const COLUMNS = [
  ...['time', 'account', 'name', 'entry', 'kind', 'amount', 'in', 'out', 'unit'],
  ...['actor', 'job', 'model', 'mode', 'pictures', 'usd', 'channel', 'ends', 'reason'],
];

const PAGE = 500;

/** Every movement at the accounts of a subject since a time, account by account, newest first, line by line. */
export async function* auditCsvLines(
  tenantId: string,
  subject: Subject,
  since: number,
  { ledger, members }: CsvParts,
): AsyncGenerator<string, void> {
  yield row(COLUMNS);
  for await (const accountId of accountsOf(tenantId, subject, ledger)) {
    const name = (await members.get(accountId))?.name ?? '';
    for await (const entry of entriesSince(accountId, since, ledger)) yield row(cellsOf(accountId, name, entry));
  }
}

/** The lines as one text, as long as it stays below `maxBytes`. */
export async function csvOf(lines: AsyncIterable<string>, maxBytes: number) {
  const kept: string[] = [];
  let bytes = 0;
  for await (const line of lines) {
    bytes += Buffer.byteLength(line);
    if (bytes > maxBytes) return { csv: kept.join(''), rows: kept.length - 1, isWhole: false };
    kept.push(line);
  }
  return { csv: kept.join(''), rows: kept.length - 1, isWhole: true };
}

async function* accountsOf(tenantId: string, subject: Subject, ledger: CsvParts['ledger']): AsyncGenerator<string> {
  if (subject.kind === 'person') return yield `${tenantId}:${subject.id}`;
  if (subject.kind === 'channel') return yield channelPurse(tenantId, subject.id);
  if (subject.kind === 'everyone') {
    for (const prefix of [`${tenantId}:`, channelPurse(tenantId, '')])
      for await (const [accountId] of ledger.accounts(prefix)) yield accountId;
  }
  yield tenantPurse(tenantId);
  yield tenantMoney(tenantId);
}

/** Page by page, so that no account is ever in memory as a whole. */
async function* entriesSince(accountId: string, since: number, ledger: CsvParts['ledger']): AsyncGenerator<Entry> {
  let page = await ledger.entries(accountId, PAGE);
  while (page.length > 0) {
    for (const entry of page) {
      if (entry.at < since) return;
      yield entry;
    }
    page = await ledger.entries(accountId, PAGE, page.at(-1)?.id);
  }
}

function cellsOf(accountId: string, name: string, entry: Entry): readonly (string | number)[] {
  const { id, at, kind, amount, jobId, actor, reason, endsAt, about = {} } = entry;
  const sign = ENTRY_SIGNS[kind];
  const unit = accountId.startsWith(tenantMoney('')) ? 'usd-micros' : 'credits';
  return [
    ...[stamp(at), accountId, name, id, kind, amount, sign > 0 ? amount : '', sign < 0 ? amount : '', unit],
    ...[actor ?? about.personId ?? '', jobId ?? '', about.modelId ?? '', about.mode ?? '', about.pictures ?? ''],
    ...[dollars(about.usdMicros), about.placeId ?? '', endsAt === undefined ? '' : stamp(endsAt), reason ?? ''],
  ];
}

const stamp = (at: number): string => new Date(at).toISOString();

const dollars = (usdMicros: number | undefined): string =>
  usdMicros === undefined ? '' : (usdMicros / 1e6).toFixed(6);

const row = (cells: readonly (string | number)[]): string => `${cells.map((each) => cell(String(each))).join(',')}\r\n`;

/** RFC 4180. What a spreadsheet would take for a formula gets an apostrophe before it. */
export function cell(value: string): string {
  const inert = /^[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}
