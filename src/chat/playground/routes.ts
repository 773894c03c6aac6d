import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { HTTPException } from 'hono/http-exception';
import type { ErrorCode } from '#src/domain/error-details.ts';
import { asEaselError } from '#src/domain/errors.ts';
import { createPageFiles } from '#src/pages/page-files.ts';
import { pageHeaders } from '#src/pages/page-headers.ts';
import type { Command } from '#src/ports/command.ts';
import type { Balance } from '#src/ports/credit-ledger.ts';
import type { Log } from '#src/ports/log.ts';
import { guard, type PlaygroundDoor } from './guard.ts';
import type { Hub } from './hub.ts';
import type { Intake, Outcome } from './intake.ts';
import type { Live } from './live.ts';
import { type Completions, menuOf } from './menu.ts';
import { type PlaygroundMessage, viewOf } from './message.ts';
import { type Person, parsePerson } from './person.ts';
import type { PicturesOut } from './pictures-out.ts';
import type { Room } from './room.ts';
import { readForm, readPress, type Submission } from './submission.ts';
import type { FileUploads } from './uploads.ts';

export interface RouteParts {
  readonly room: Room;
  readonly hub: Hub;
  readonly live: Live;
  readonly intake: Intake;
  readonly pictures: PicturesOut;
  readonly uploads: FileUploads;
  readonly commands: readonly Command[];
  readonly completions: Completions;
  readonly credits: (person: Person) => Promise<Balance | undefined>;
  readonly isModerator: (userId: string) => boolean;
  readonly promptLimit: number;
  readonly door: PlaygroundDoor;
  readonly allowedHosts: readonly string[];
  readonly log: Log;
}

const SHOWN = 50;
/** Ten pictures of 12 MB and their words. */
const MAX_BODY_BYTES = 10 * 12 * 1_048_576;
const MAX_PRESS_BYTES = 65_536;

const FOLDER = new URL('./page/', import.meta.url);

const STATUS: Partial<Record<ErrorCode, 403 | 404 | 413 | 500 | 503 | 507>> = {
  'not-allowed': 403,
  'place-forbids': 403,
  'not-found': 404,
  'image-too-large': 413,
  internal: 500,
  'shutting-down': 503,
  'store-unavailable': 503,
  'store-full': 507,
};

/** Everything a browser asks for. Mounted at `/`; answers `/` and what is below `/playground/`. */
export function createRoutes(parts: RouteParts): Hono {
  const routes = new Hono();
  const pageFile = createPageFiles(FOLDER);
  const own = guard(parts.door, parts.allowedHosts);
  const small = bodyLimit({
    maxSize: MAX_PRESS_BYTES,
    onError: () => sentence(413, 'invalid', 'This is too long for a button.'),
  });
  const form = (use: (submission: Submission) => Promise<Outcome>) => takeForm(parts.uploads, use);

  routes.onError((error, context) => refusal(error, context, parts.log));
  routes.get('/', pageHeaders, own, async () => (await pageFile('index.html')) ?? notFound());
  routes.use('/playground/*', pageHeaders, own);
  routes.get('/playground/assets/:name{.+}', async (context) => {
    return (await pageFile(context.req.param('name'), context.req.header('if-none-match'))) ?? notFound();
  });

  routes.post('/playground/requests', form(parts.intake.command));
  routes.post('/playground/forms', form(parts.intake.form));
  routes.post('/playground/buttons', small, async ({ req }) =>
    told(await parts.intake.press(await readPress(req.raw))),
  );

  addReading(routes, parts);
  return routes;
}

/** Reads a form and hands it over; what is refused leaves no file behind. */
function takeForm(uploads: FileUploads, use: (submission: Submission) => Promise<Outcome>) {
  return async ({ req }: Context): Promise<Response> => {
    if (Number(req.header('content-length') ?? 0) > MAX_BODY_BYTES) tooMuch();
    const submission = await readForm(req.raw, uploads, { maxBytes: MAX_BODY_BYTES, tooMuch });
    try {
      return told(await use(submission));
    } catch (thrown) {
      await submission.discard();
      throw thrown;
    }
  };
}

function addReading(
  routes: Hono,
  { room, hub, live, pictures, commands, completions, credits, isModerator, promptLimit }: RouteParts,
) {
  const shown = (message: PlaygroundMessage) => viewOf(message, live.state(message.id));

  routes.get('/playground/events', (context) => {
    const { userId } = personOf(context);
    if (hub.isFull()) throw new HTTPException(503, { message: 'Too many pages are open. Close some.' });
    const stream = hub.connect(userId, async () => (await room.visibleTo(userId, SHOWN)).map(shown));
    // no-transform and X-Accel-Buffering keep proxies from holding events back.
    return new Response(stream, {
      headers: {
        'Content-Type': 'text/event-stream',
        'Cache-Control': 'no-store, no-transform',
        'X-Accel-Buffering': 'no',
      },
    });
  });
  routes.get('/playground/commands', async (context) => {
    const person = personOf(context);
    const menu = await menuOf(commands, { person, isModerator: isModerator(person.userId), completions, promptLimit });
    return fresh(menu);
  });
  routes.get('/playground/me', async (context) => {
    const person = personOf(context);
    return fresh({ ...person, isModerator: isModerator(person.userId), credits: await credits(person) });
  });
  routes.get('/playground/pictures/:id/:which', async (context) => {
    const { id, which } = context.req.param();
    const download = context.req.query('download') === '1';
    return (await pictures.picture({ messageId: id, which, userId: personOf(context).userId, download })) ?? notFound();
  });
  routes.get('/playground/previews/:id/:step', async (context) => {
    const { id, step } = context.req.param();
    const ask = { messageId: id, step: Number(step), userId: personOf(context).userId };
    return (await pictures.preview(ask)) ?? notFound();
  });
}

const personOf = (context: Context): Person => parsePerson(context.req.query('name'));

const told = (outcome: Outcome): Response =>
  outcome.kind === 'form'
    ? Response.json({ form: outcome.form }, { status: 200 })
    : Response.json({ messageId: outcome.messageId }, { status: 202 });

const fresh = (body: object): Response => Response.json(body, { headers: { 'Cache-Control': 'no-store' } });

const notFound = (): Response => sentence(404, 'not-found', 'This is not here any more.');

const tooMuch = (): never => {
  const words = `All pictures together may have ${MAX_BODY_BYTES / 1_048_576} MB. Send fewer or smaller ones.`;
  throw new HTTPException(413, { res: sentence(413, 'image-too-large', words) });
};

function refusal(error: Error, { req }: Context, log: Log): Response {
  if (error instanceof HTTPException && error.res) return error.res;
  if (error instanceof HTTPException) return sentence(error.status, 'invalid', error.message);
  const known = asEaselError(error);
  if (known.code === 'internal') log.error({ err: error, path: req.path }, 'playground request failed');
  return sentence(STATUS[known.code] ?? 400, known.code, known.message);
}

const sentence = (status: number, code: string, message: string): Response =>
  Response.json({ error: { code, message } }, { status, headers: { 'Cache-Control': 'no-store' } });
