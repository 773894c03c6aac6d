import { Hono } from 'hono';
import type { DialectParts } from '../dialect.ts';

export function geminiRoutes(_parts: DialectParts): Hono {
  return new Hono();
}
