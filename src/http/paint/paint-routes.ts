import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { PaintPrice } from '#src/app/painting/paint-price.ts';
import type { Painting } from '#src/app/painting/painting.ts';
import { MASK_MAX_BYTES } from '#src/app/painting/plan-paint.ts';
import type { SentPaint } from '#src/app/painting/send-paint.ts';
import { asEaselError, EaselError } from '#src/domain/errors.ts';
import { createPageFiles } from '#src/pages/page-files.ts';
import { pageHeaders } from '#src/pages/page-headers.ts';
import type { Log } from '#src/ports/log.ts';
import { ownOrigin } from '../own-origin.ts';
import { statusOf } from '../status-of.ts';
import { createOneAtATime } from './one-at-a-time.ts';
import { overPage } from './over-page.ts';
import { readPaintForm } from './paint-form.ts';

export interface PaintRouteParts {
  readonly painting: Painting;
  readonly publicBaseUrl: string | undefined;
  readonly log: Log;
}

const FOLDER = new URL('./page/', import.meta.url);
/** The mask and the words around it. */
const MAX_BODY_BYTES = MASK_MAX_BYTES + 262_144;
const NEVER_KEPT = { 'Cache-Control': 'no-store' };

/**
 * `/paint/TOKEN`: the page on which one person paints the part of one picture that may change, and what it asks for. Whoever has
 * the token is that person, so it stands in no log and is told to nobody else.
 */
export function paintRoutes({ painting, publicBaseUrl, log }: PaintRouteParts): Hono {
  const routes = new Hono();
  const pageFile = createPageFiles(FOLDER);
  const oneAtATime = createOneAtATime();
  // Nothing is read of who has no pass, and one page of each person is worked for at a time.
  const withPass: MiddlewareHandler<{ Variables: { whose: string } }> = async (context, next) => {
    context.set('whose', await painting.whose(context.req.param('token') ?? ''));
    return next();
  };
  const tooMuch = bodyLimit({ maxSize: MAX_BODY_BYTES, onError: maskTooLarge });

  routes.onError((error, context) => refusal(error, context, log));
  routes.use('/paint/*', pageHeaders, ownOrigin(publicBaseUrl));
  routes.get('/paint/assets/:name{.+}', async (context) => {
    const file = await pageFile(context.req.param('name'), context.req.header('if-none-match'));
    return file ?? context.notFound();
  });

  routes.get('/paint/:token', async (context) => {
    try {
      await painting.open(context.req.param('token'));
      return (await pageFile('index.html')) ?? context.notFound();
    } catch (thrown) {
      const error = known(thrown, log);
      return context.html(overPage(error.message), statusOf(error), NEVER_KEPT);
    }
  });
  routes.get('/paint/:token/about', async (context) =>
    context.json(await painting.open(context.req.param('token')), 200, NEVER_KEPT),
  );
  routes.get('/paint/:token/picture', async (context) => {
    const { bytes, type } = await painting.picture(context.req.param('token'));
    // A copy, because a Response may not share memory that somebody else can still write to.
    return new Response(new Uint8Array(bytes), { headers: { ...NEVER_KEPT, 'Content-Type': type } });
  });

  routes.post('/paint/:token/price', withPass, tooMuch, async (context) => {
    const token = context.req.param('token');
    const price = await oneAtATime(context.get('whose'), async () =>
      painting.price(token, await readPaintForm(context.req.raw)),
    );
    return context.json(priced(price), 200, NEVER_KEPT);
  });
  routes.post('/paint/:token/edit', withPass, tooMuch, async (context) => {
    const token = context.req.param('token');
    const sent = await oneAtATime(context.get('whose'), async () => {
      const { seen = 0, ...painted } = await readPaintForm(context.req.raw);
      return painting.send(token, painted, seen);
    });
    return context.json(told(sent), sent.kind === 'sent' ? 200 : 409, NEVER_KEPT);
  });

  return routes;
}

/** The overlay goes within the answer: it is small, and kept nowhere. */
const priced = ({ overlay, ...price }: PaintPrice) => ({
  ...price,
  ...(overlay && {
    overlay: {
      width: overlay.width,
      height: overlay.height,
      url: `data:${overlay.type};base64,${Buffer.from(overlay.bytes).toString('base64')}`,
    },
  }),
});

const told = (sent: SentPaint) =>
  sent.kind === 'sent'
    ? sent
    : { error: { code: sent.failure.code, message: sent.failure.message }, token: sent.token };

function refusal(thrown: Error, context: Context, log: Log): Response {
  if (thrown instanceof HTTPException)
    return context.json({ error: { code: 'busy', message: thrown.message } }, thrown.status, NEVER_KEPT);
  const error = known(thrown, log);
  const { code, message } = error;
  return context.json({ error: { code, message } }, statusOf(error), NEVER_KEPT);
}

function known(thrown: unknown, log: Log): EaselError {
  const error = asEaselError(thrown);
  if (error.code === 'internal') log.error({ err: thrown }, 'The painter page broke');
  return error;
}

function maskTooLarge({ req }: Context): never {
  const byteLength = Number(req.header('content-length') ?? MAX_BODY_BYTES + 1);
  throw new EaselError('image-too-large', { name: 'mask.png', byteLength, limitBytes: MASK_MAX_BYTES });
}
