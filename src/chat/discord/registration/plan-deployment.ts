import type { RESTPatchAPIApplicationCommandJSONBody, RESTPostAPIApplicationCommandsJSONBody } from 'discord.js';
import { COMPARABLE, type Comparable, type Registered } from './comparable.ts';
import { differences, labelOf } from './difference.ts';

type Body = RESTPostAPIApplicationCommandsJSONBody;
type Patch = RESTPatchAPIApplicationCommandJSONBody;

/** What is to be done about one command. */
export type Step = { readonly label: string } & (
  | { readonly kind: 'added'; readonly body: Body }
  | { readonly kind: 'changed'; readonly id: string; readonly body: Patch; readonly what: readonly string[] }
  | { readonly kind: 'unchanged'; readonly id: string }
  | { readonly kind: 'removed'; readonly id: string }
);

/**
 * From what Discord has to what it should have. Of what is too much, only what is ours goes.
 * @param ours ids of the commands that an earlier deployment put there.
 */
export function planDeployment(
  bodies: readonly Body[],
  registered: readonly Registered[],
  ours: ReadonlySet<string>,
): readonly Step[] {
  const wanted = bodies.map((body) => ({ body, comparable: COMPARABLE.parse(body) }));
  const leftOver = registered
    .filter(({ id }) => ours.has(id))
    .filter((command) => !wanted.some(({ comparable }) => isSameCommand(command, comparable)));
  return [
    ...wanted.map(({ body, comparable }) =>
      stepTo(
        body,
        comparable,
        registered.find((command) => isSameCommand(command, comparable)),
      ),
    ),
    ...leftOver.map((command): Step => ({ kind: 'removed', label: labelOf(command), id: command.id })),
  ];
}

function stepTo(body: Body, wanted: Comparable, current: Registered | undefined): Step {
  const label = labelOf(wanted);
  if (!current) return { kind: 'added', label, body };
  const what = differences(current, wanted);
  const { id } = current;
  return what.length > 0
    ? { kind: 'changed', label, id, body: patchOf(body, current), what }
    : { kind: 'unchanged', label, id };
}

/** Discord tells commands apart by kind and name. */
const isSameCommand = (one: Comparable, other: Comparable): boolean =>
  one.type === other.type && one.name === other.name;

/** What a change leaves out stays as it is, so what the command no longer has is taken away. Its kind cannot change and is not sent. */
function patchOf({ type: _type, ...body }: Body, { default_member_permissions, nsfw }: Comparable): Patch {
  return {
    ...(default_member_permissions !== undefined && { default_member_permissions: null }),
    ...(nsfw !== undefined && { nsfw: false }),
    ...body,
  };
}
