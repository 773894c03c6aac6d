import { randomBytes } from 'node:crypto';
import { Hono } from 'hono';
import type { Picture } from '#src/domain/picture.ts';
import type { Clock } from '#src/ports/clock.ts';

export interface PreviewPlace {
  /** Puts a picture there, and gives the address Slack fetches it from, each time another one: Slack keeps what it fetched. */
  publish(picture: Picture): Promise<string>;
  readonly routes: Hono;
}

/** Slack fetches a picture once, at once. */
const LIFE_MS = 10 * 60_000;
const MOST = 40;

/** A public place for unfinished pictures: in memory, for some minutes, under names that nobody can guess. */
export function createPreviewPlace({
  publicBaseUrl,
  clock,
}: {
  readonly publicBaseUrl: string;
  readonly clock: Clock;
}): PreviewPlace {
  const pictures = new Map<string, { readonly picture: Picture; readonly until: number }>();
  const routes = new Hono();

  routes.get('/slack/previews/:name', (context) => {
    const found = pictures.get(context.req.param('name'));
    if (!found || clock.now() >= found.until) return context.notFound();
    const { type, bytes } = found.picture;
    const headers = { 'Content-Type': type, 'X-Content-Type-Options': 'nosniff', 'Cache-Control': 'no-store' };
    return context.body(Buffer.from(bytes), 200, headers);
  });

  return {
    routes,
    async publish(picture) {
      const name = randomBytes(20).toString('base64url');
      for (const [old, { until }] of pictures) if (clock.now() >= until) pictures.delete(old);
      const [oldest] = pictures.keys();
      if (pictures.size >= MOST && oldest !== undefined) pictures.delete(oldest);
      pictures.set(name, { picture, until: clock.now() + LIFE_MS });
      return `${publicBaseUrl}/slack/previews/${name}`;
    },
  };
}
