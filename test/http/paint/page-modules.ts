/** What the painter's page computes by itself, as its browser gets it; the page has no types of its own. */

export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface PageMask {
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

export type PageShape =
  | { readonly kind: 'stroke'; readonly erase?: boolean; readonly radius: number; readonly points: Point[] }
  | { readonly kind: 'box'; readonly erase?: boolean; readonly from: Point; readonly to: Point }
  | { readonly kind: 'lasso'; readonly erase?: boolean; readonly points: readonly Point[] }
  | { readonly kind: 'invert' }
  | { readonly kind: 'clear' };

interface Part {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Shapes {
  readonly emptyMask: (width: number, height: number) => PageMask;
  readonly fillShape: (mask: PageMask, shape: PageShape, scale: number) => Part;
  readonly fillStroke: (mask: PageMask, stroke: object, scale: number, value: number) => Part;
}

interface MakeMask {
  readonly makeMask: (order: {
    readonly width: number;
    readonly height: number;
    readonly shapes: readonly PageShape[];
    readonly feather: number;
  }) => Promise<Blob>;
}

interface Feather {
  readonly feathered: (mask: PageMask, reach: number) => PageMask;
}

const PAGE = new URL('../../../src/http/paint/page/', import.meta.url);

const load = (name: string) => import(new URL(name, PAGE).href);

export const shapes: Shapes = await load('shapes.js');
const { makeMask }: MakeMask = await load('make-mask.js');
export const { feathered }: Feather = await load('feather.js');

/** The PNG that the page would send. */
export const maskOf = async (
  size: { readonly width: number; readonly height: number },
  painted: readonly PageShape[],
  feather = 0,
): Promise<Uint8Array> => {
  const blob = await makeMask({ ...size, shapes: painted, feather });
  return new Uint8Array(await blob.arrayBuffer());
};
