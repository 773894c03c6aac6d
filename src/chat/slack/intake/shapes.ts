import { z } from 'zod';

/** One of Slack's ids: a letter for its kind, then letters and digits. */
export const SlackId = z.string().regex(/^[A-Z0-9]{1,40}$/);

/** The time of a message, which is its id within a channel. */
export const Ts = z.string().regex(/^\d{1,20}\.\d{1,20}$/);

/** What may be missing, empty or something else. */
export const maybe = <T extends z.ZodType>(part: T) => part.nullish().catch(null);

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

const MOST_PROBLEMS = 10;

/** Where something is not as Slack describes it. What stands there is left out: it may be a secret. */
export const problemsOf = ({ issues }: z.ZodError): readonly string[] =>
  issues.slice(0, MOST_PROBLEMS).map(({ path }) => path.join('.'));
