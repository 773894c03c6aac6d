/** A rectangle in shares of the picture's edges, 0 to 1; never empty. */
export interface Span {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

/** One place in a picture, as the person named it. */
export interface RegionPart {
  readonly kind: 'everything' | 'named' | 'cells' | 'box';
  /** In short English: `the top third`, `C2 to F5`, `10, 20, 60, 80 %`. */
  readonly words: string;
  /** Together they are the part. */
  readonly spans: readonly Span[];
}

export const EVERYTHING: RegionPart = {
  kind: 'everything',
  words: 'everything',
  spans: [{ left: 0, top: 0, right: 1, bottom: 1 }],
};

/** Rows and columns of the lettered grid. */
export const GRID_CELLS = 8;

/** A frame as wide as the outermost cells of the lettered grid. */
export const BORDER: RegionPart = frame(1 / GRID_CELLS);

export const CORNERS: RegionPart = {
  kind: 'named',
  words: 'the corners',
  spans: [
    { left: 0, top: 0, right: 0.25, bottom: 0.25 },
    { left: 0.75, top: 0, right: 1, bottom: 0.25 },
    { left: 0, top: 0.75, right: 0.25, bottom: 1 },
    { left: 0.75, top: 0.75, right: 1, bottom: 1 },
  ],
};

/** The parts in short English: `the top third`, `cells C2 to F5 and H8`. */
export function listedParts(parts: readonly RegionPart[]): string {
  const named = parts.filter(({ kind }) => kind === 'named' || kind === 'everything').map(({ words }) => words);
  const boxes = parts.filter(({ kind }) => kind === 'box').map(({ words }) => `the box ${words}`);
  const cells = parts.filter(({ kind }) => kind === 'cells').map(({ words }) => words);
  const single = cells.length === 1 && /^[A-H][1-8]$/.test(cells[0] ?? '');
  const gridded = cells.length > 0 ? [`${single ? 'cell' : 'cells'} ${joined(cells)}`] : [];
  return joined([...named, ...boxes, ...gridded]);
}

/** One spelling of a share, so that thirds from the left and from the right meet exactly. */
export const exactly = (share: number): number => Math.round(share * 1e9) / 1e9;

/** Whether a part covers a point, both in shares of the edges. */
export const covers =
  (x: number, y: number) =>
  ({ spans }: RegionPart): boolean =>
    spans.some(({ left, top, right, bottom }) => x > left && x < right && y > top && y < bottom);

function frame(width: number): RegionPart {
  const spans = [
    { left: 0, top: 0, right: 1, bottom: width },
    { left: 0, top: 1 - width, right: 1, bottom: 1 },
    { left: 0, top: 0, right: width, bottom: 1 },
    { left: 1 - width, top: 0, right: 1, bottom: 1 },
  ];
  return { kind: 'named', words: 'the border', spans };
}

const joined = (words: readonly string[]): string =>
  words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
