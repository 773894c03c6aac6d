import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { auditCsvLines, cell, csvOf } from '#src/app/rules/audit-csv.ts';
import { ofTheDay } from '../../fakes/whose.ts';
import { openKit } from '../open-kit.ts';

/** RFC 4180, read strictly: what a spreadsheet would see. */
function readCsv(csv: string): readonly (readonly string[])[] {
  const rows: string[][] = [[]];
  let rest = csv;
  while (rest !== '') {
    const [whole = '', quoted, plain = '', end = ''] = /^(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n|$)/.exec(rest) ?? [];
    if (whole === '') throw new Error(`No CSV: ${rest.slice(0, 40)}`);
    rows.at(-1)?.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === '\r\n') rows.push([]);
    rest = rest.slice(whole.length);
  }
  return rows.slice(0, -1);
}

describe('a cell', () => {
  it('is read back as it was, and never as a formula', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        const [[read = '', next] = []] = readCsv(`${cell(words)},next\r\n`);
        expect(next).toBe('next');
        expect(read === words || read === `'${words}`).toBe(true);
        expect(read).not.toMatch(/^[=+\-@\t\r\n]/);
      }),
    );
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://evil")', '＝1+1'])(
    'that would be a formula gets an apostrophe: %j',
    (words) => {
      expect(readCsv(`${cell(words)}\r\n`)).toEqual([[`'${words}`]]);
    },
  );
});

describe('the audit as a file', () => {
  async function open() {
    const kit = openKit();
    const now = kit.clock.now();
    await kit.parts.documents.members.update('guild:ada', () => ({ name: '=Ada, "the" fox', roles: [], seenAt: now }));
    await kit.ledger.hold('guild:ada', 'job-1', 8, ofTheDay(40, now));
    await kit.ledger.settle('guild:ada', 'job-1', 6, { personId: 'ada', modelId: 'atelier/able', pictures: 3 });
    await kit.ledger.grant('guild:bob', 100, { id: 'event-1', actor: 'mod', reason: '-5, "really"\nno' });
    await kit.ledger.grant('guild2:eve', 100, { id: 'event-2', actor: 'mod', reason: 'elsewhere' });
    const parts = { ledger: kit.ledger, members: kit.parts.documents.members };
    const read = async (subject: Parameters<typeof auditCsvLines>[1], since = 0) => {
      const { csv } = await csvOf(auditCsvLines('guild', subject, since, parts), 1e6);
      const [columns = [], ...rows] = readCsv(csv);
      return rows.map((row) => Object.fromEntries(columns.map((column, index) => [column, row[index]])));
    };
    return { ...kit, read, parts };
  }

  it('has every movement of everybody of the place, each with who, which request and why, and nobody else’s', async () => {
    const { read } = await open();
    const rows = await read({ kind: 'everyone' });
    expect(rows.map(({ account, kind, amount }) => [account, kind, amount])).toEqual([
      ['guild:ada', 'released', '2'],
      ['guild:ada', 'settled', '6'],
      ['guild:ada', 'held', '8'],
      ['guild:ada', 'opened', '40'],
      ['guild:bob', 'granted', '100'],
    ]);
    expect(rows[1]).toMatchObject({
      name: `'=Ada, "the" fox`,
      actor: 'ada',
      job: 'job-1',
      model: 'atelier/able',
      pictures: '3',
      out: '6',
      in: '',
      unit: 'credits',
    });
    expect(rows[4]).toMatchObject({ actor: 'mod', reason: `'-5, "really"\nno`, in: '100' });
  });

  it('sums to the balance', async () => {
    const { read, balance } = await open();
    const rows = await read({ kind: 'person', id: 'ada' });
    const sum = rows.reduce((total, row) => total + Number(row.in) - Number(row.out), 0);
    const { available, held } = await balance('ada');
    expect(sum).toBe(available + held);
  });

  it('reaches back as far as it is asked to, over many pages', async () => {
    const { read, ledger, clock } = await open();
    await clock.advance(1000);
    for (let number = 0; number < 1200; number++)
      await ledger.grant('guild:bob', 1, { id: `grant-${number}`, actor: 'mod', reason: 'more' });
    expect(await read({ kind: 'person', id: 'bob' })).toHaveLength(1201);
    expect(await read({ kind: 'person', id: 'bob' }, clock.now())).toHaveLength(1200);
  });

  it('ends early, and says so, where it would be too large', async () => {
    const { parts } = await open();
    const all = await csvOf(auditCsvLines('guild', { kind: 'everyone' }, 0, parts), 1e6);
    const some = await csvOf(auditCsvLines('guild', { kind: 'everyone' }, 0, parts), 400);
    expect(all).toMatchObject({ rows: 5, isWhole: true });
    expect(some.isWhole).toBe(false);
    expect(some.rows).toBeLessThan(5);
    expect(all.csv.startsWith(some.csv)).toBe(true);
    expect(some.csv.endsWith('\r\n')).toBe(true);
  });
});
