/** One measured thing. `isMet` is absent where the row has no goal. */
export interface Row {
  readonly cells: readonly string[];
  readonly isMet?: boolean;
}

export interface Table {
  readonly title: string;
  /** The last column, the goal's verdict, is added. */
  readonly columns: readonly string[];
  readonly rows: readonly Row[];
  /** How it was measured, and what to know when reading it. */
  readonly notes: readonly string[];
}

/** Prints the table; the process ends with 1 where a goal was missed. */
export function report({ title, columns, rows, notes }: Table): void {
  const lines = [[...columns, 'goal'], ...rows.map(({ cells, isMet }) => [...cells, verdict(isMet)])];
  const widths = columns.map((_, place) => Math.max(...lines.map((line) => line[place]?.length ?? 0)));
  console.log(`\n${title}\n`);
  for (const line of lines) console.log(aligned(line, widths));
  console.log(['', ...notes, ''].join('\n'));
  if (rows.some(({ isMet }) => isMet === false)) process.exitCode = 1;
}

const verdict = (isMet: boolean | undefined): string => (isMet === undefined ? '' : isMet ? 'met' : 'MISSED');

/** Names to the left, figures to the right. */
const aligned = (cells: readonly string[], widths: readonly number[]): string =>
  cells
    .map((cell, place) => (place === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[place] ?? 0)))
    .join('  ')
    .trimEnd();
