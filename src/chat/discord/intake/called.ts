import { z } from 'zod';
import { nameOf, User } from './shapes.ts';

const Named = z.object({ name: z.string().min(1) });
const Nicked = z.object({ nick: z.string().nullish().catch(null) });

const things = z.record(z.string(), z.unknown()).catch({});
const Picked = z.object({ users: things, members: things, roles: things, channels: things }).catch({
  users: {},
  members: {},
  roles: {},
  channels: {},
});

/** What people, roles and channels are called, by the option they were picked for. @param picked ids by option, @param resolved as Discord sent it. */
export function calledIn(
  picked: readonly (readonly [option: string, id: unknown])[],
  resolved: unknown,
): Readonly<Record<string, string>> {
  const known = Picked.parse(resolved ?? {});
  return Object.fromEntries(
    picked.flatMap(([option, id]) => {
      const name = typeof id === 'string' ? nameIn(id, known) : undefined;
      return name === undefined ? [] : [[option, name]];
    }),
  );
}

function nameIn(id: string, { users, members, roles, channels }: z.infer<typeof Picked>): string | undefined {
  const named = Named.safeParse(own(roles, id) ?? own(channels, id));
  if (named.success) return named.data.name;
  const user = User.safeParse(own(users, id));
  return user.success ? nameOf(user.data, Nicked.safeParse(own(members, id)).data?.nick) : undefined;
}

const own = (found: Readonly<Record<string, unknown>>, id: string): unknown =>
  Object.hasOwn(found, id) ? found[id] : undefined;
