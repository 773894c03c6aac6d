import { Hono } from 'hono';
import type { DialectParts } from '../dialect.ts';

export function replicateRoutes(_parts: DialectParts): Hono {
  return new Hono();
}
