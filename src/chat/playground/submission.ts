import { createHash } from 'node:crypto';
import { HTTPException } from 'hono/http-exception';
import { z } from 'zod';
import type { OptionValue } from './options.ts';
import { type Person, parsePerson } from './person.ts';
import type { GivenPicture } from './pictures-in.ts';

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

const Fields = z.object({
  eventId: EventId,
  name: z.string(),
  command: z.string().max(64).default(''),
  form: z.string().max(64).default(''),
  state: State.optional(),
  options: OptionsJson.default({}),
});

const Press = z.object({ eventId: EventId, name: z.string(), state: State });

const MAX_PICTURES = 40;
const PICTURE_FIELD = 'picture:';

/** Reads a command or form: text fields, `options` as JSON, and any number of `picture:<option>` fields. */
export async function readForm(request: Request): Promise<Submission> {
  const form = await request.formData().catch(() => refuse('The request must be multipart/form-data, and whole.'));
  const entries = [...form.entries()];
  const fields = check(
    Fields.safeParse(Object.fromEntries(entries.filter(([field]) => !field.startsWith(PICTURE_FIELD)))),
  );
  const pictures = entries.flatMap(([field, from]) =>
    field.startsWith(PICTURE_FIELD) && from !== '' ? [{ option: field.slice(PICTURE_FIELD.length), from }] : [],
  );
  if (pictures.length > MAX_PICTURES)
    refuse(`You sent ${pictures.length} pictures; at most ${MAX_PICTURES} are taken.`);
  const person = parsePerson(fields.name);
  return {
    id: eventIdOf(person, fields.eventId),
    person,
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
  return { id: eventIdOf(person, eventId), person, name: '', state, options: {}, pictures: [] };
}

/** The client chooses event ids, so they count for one person only: nobody can stand in another's way with a copied id. */
const eventIdOf = ({ userId }: Person, eventId: string): string =>
  createHash('sha256').update(`${userId}\n${eventId}`).digest('hex').slice(0, 32);

function check<T>(result: z.ZodSafeParseResult<T>): T {
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  return refuse(`The request does not fit: ${issue?.path.join('.') ?? ''} ${issue?.message ?? 'is not as expected'}.`);
}

function refuse(message: string): never {
  throw new HTTPException(400, { message });
}
