import { createHash } from 'node:crypto';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import { type FormIn, readFormIn } from './form-in.ts';
import type { OptionValue } from './options.ts';
import { type Person, parsePerson } from './person.ts';
import type { GivenPicture } from './pictures-in.ts';
import type { FileUploads } from './uploads.ts';

/** What the page sends, whatever it is about. */
export interface Submission {
  /** The event's name for the rest of Easel: the same person sending the same event id again means the same event. */
  readonly id: string;
  readonly person: Person;
  /** The command's or form's name; empty for a button. */
  readonly name: string;
  readonly state: string | undefined;
  readonly options: Readonly<Record<string, OptionValue>>;
  readonly pictures: readonly GivenPicture[];
  /** Removes the files that came with it: there will be nothing to use them. Never rejects. */
  discard(): Promise<void>;
}

const EventId = z.string().regex(/^[\w-]{8,64}$/, 'eventId must have 8 to 64 letters, digits, - or _');
const State = z.string().min(1).max(80);
const OptionsJson = z
  .string()
  .max(200_000)
  .transform((json, context) => {
    try {
      return JSON.parse(json) as unknown;
    } catch {
      context.addIssue('options must be a JSON object');
      return z.NEVER;
    }
  })
  .pipe(z.record(z.string().max(64), z.union([z.string(), z.number(), z.boolean()])));

const Event = z.object({ eventId: EventId, name: z.string() });

const Fields = z.object({
  ...Event.shape,
  command: z.string().max(64).default(''),
  form: z.string().max(64).default(''),
  state: State.optional(),
  options: OptionsJson.default({}),
});

const Press = z.object({ eventId: EventId, name: z.string(), state: State });

const MAX_PICTURES = 40;
const PICTURE_FIELD = 'picture:';

/**
 * Reads a command or form: text fields, `options` as JSON, and any number of `picture:<option>` fields. Its files are kept as they
 * come, under the event, so `eventId` and `name` have to stand before them.
 */
export async function readForm(
  request: Request,
  uploads: FileUploads,
  { maxBytes, tooMuch }: { readonly maxBytes: number; readonly tooMuch: () => never },
): Promise<Submission> {
  const begun = uploads.begin();
  try {
    const form = await readFormIn(request, {
      maxBytes,
      tooMuch,
      maxPictures: MAX_PICTURES,
      isPicture: (field) => field.startsWith(PICTURE_FIELD),
      async keep(file, filename, fields) {
        return begun.keep(eventOf(check(Event.safeParse(fields))), file, filename);
      },
    });
    return { ...read(form), discard: begun.discard };
  } catch (thrown) {
    await begun.discard();
    throw thrown;
  }
}

function read(form: FormIn): Omit<Submission, 'discard'> {
  const fields = check(Fields.safeParse(form.fields));
  const pictures = form.pictures.map(([field, from]) => ({ option: field.slice(PICTURE_FIELD.length), from }));
  return {
    id: eventOf(fields),
    person: parsePerson(fields.name),
    name: fields.command || fields.form,
    state: fields.state,
    options: fields.options,
    pictures,
  };
}

/** Reads the press of a button. */
export async function readPress(request: Request): Promise<Submission> {
  const body: unknown = await request.json().catch(() => refuse('The request must be JSON.'));
  const { eventId, name, state } = check(Press.safeParse(body));
  const person = parsePerson(name);
  return {
    id: eventOf({ eventId, name }),
    person,
    name: '',
    state,
    options: {},
    pictures: [],
    discard: async () => undefined,
  };
}

/** The client chooses event ids, so they count for one person only: nobody can stand in another's way with a copied id. */
const eventOf = ({ eventId, name }: z.infer<typeof Event>): string =>
  createHash('sha256')
    .update(`${parsePerson(name).userId}\n${eventId}`)
    .digest('hex')
    .slice(0, 32);

function check<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse(`The request does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as expected'}.`);
}

function refuse(message: string): never {
  throw new HTTPException(400, { message });
}
