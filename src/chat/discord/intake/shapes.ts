import { z } from 'zod';

/** Discord's ids, which are numbers too large for numbers. */
export const Snowflake = z.string().regex(/^\d{1,20}$/);

/** A set of permissions, written as a number. */
export const PermissionBits = z
  .string()
  .regex(/^\d{1,40}$/)
  .transform(BigInt);

export const User = z.object({
  id: Snowflake,
  username: z.string().catch(''),
  global_name: z.string().nullish().catch(null),
  bot: z.boolean().catch(false),
  system: z.boolean().catch(false),
});

export type User = z.infer<typeof User>;

/** A list of which only what can be read is kept: one strange part does not cost the others. */
export const listOf = <T extends z.ZodType>(part: T) =>
  z
    .array(z.unknown())
    .catch([])
    .transform((list): z.output<T>[] =>
      list.flatMap((each) => {
        const read = part.safeParse(each);
        return read.success ? [read.data] : [];
      }),
    );

/** What somebody is called in a place: by the server, by themselves, or by their account. */
export const nameOf = (user: User, nick?: string | null): string =>
  nick || user.global_name || user.username || user.id;

const MOST_PROBLEMS = 10;

/** Where something is not as Discord describes it. What stands there is left out: it may be a secret. */
export const problemsOf = ({ issues }: z.ZodError): readonly string[] =>
  issues.slice(0, MOST_PROBLEMS).map(({ path }) => path.join('.'));
