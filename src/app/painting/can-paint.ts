import type { Parts } from '#src/app/parts.ts';
import type { Route } from '#src/app/route.ts';

/** Whether people of a platform can open the painter, and what they paint can come back. */
export const canPaint = (route: Route, pageUrl: Parts['pageUrl']): boolean =>
  route.goOn !== undefined && pageUrl(PAINTER, route.id) !== undefined;

/** Below it lies one page for each pass. */
export const PAINTER = '/paint/';
