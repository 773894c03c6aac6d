import { type Context, Hono } from 'hono';
import { createPageFiles } from '#src/pages/page-files.ts';
import { pageHeaders } from '#src/pages/page-headers.ts';
import { docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi-document.ts';

export interface DocsParts {
  readonly version: string;
  /** Where people reach the server; without it the address that they called. */
  readonly publicBaseUrl: string | undefined;
}

/** `GET /openapi.json`, and `GET /docs`, which says the same for people. */
export function docsRoutes({ version, publicBaseUrl }: DocsParts): Hono {
  const routes = new Hono();
  const file = createPageFiles(new URL('./docs/', import.meta.url));

  const documentFor = ({ req }: Context) => openApiDocument(version, publicBaseUrl ?? new URL(req.url).origin);

  routes.get('/openapi.json', (context) => context.json(documentFor(context)));
  routes.get('/docs', pageHeaders, (context) => context.html(docsPage(documentFor(context))));
  routes.get('/docs/:name{(?:look/)?[a-z]+\\.css}', pageHeaders, async (context) => {
    const found = await file(context.req.param('name'), context.req.header('if-none-match'));
    return found ?? context.notFound();
  });

  return routes;
}
