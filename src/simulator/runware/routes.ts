import { Hono } from 'hono';
import type { DialectParts } from '../dialect.ts';

export function runwareRoutes(_parts: DialectParts): Hono {
  return new Hono();
}
