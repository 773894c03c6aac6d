import { createHttp } from '#src/http/create-http.ts';
import { galleryRoutes } from '#src/http/gallery/gallery-routes.ts';
import type { Kit } from '../../app/open-kit.ts';

/** The gallery as a browser reaches it. */
export const galleryApp = ({ engine, parts, log }: Kit) =>
  createHttp({
    routes: [
      galleryRoutes({
        gallery: engine.gallery,
        blobs: parts.blobs,
        catalogue: parts.catalogue,
        publicBaseUrl: undefined,
        log,
      }),
    ],
    ready: async () => ({ ok: true, parts: {} }),
    metricsText: async () => ({ contentType: 'text/plain', body: '' }),
    catalogue: parts.catalogue,
    log,
  });
