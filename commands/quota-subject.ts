import { EaselError } from '#src/domain/errors.ts';
import { parseMoment } from '#src/domain/moment.ts';
import type { Subject } from '#src/domain/rules/policy-change.ts';
import type { CommandContext, Option, Options } from '#src/ports/command.ts';

/** Whom a moderator means. */
export const SUBJECT = {
  user: { kind: 'person', about: 'Somebody' },
  role: { kind: 'role', about: 'Everybody with a role, or in a user group' },
  channel: { kind: 'channel', about: 'All together in a channel' },
} as const satisfies Record<string, Option>;

export const EVERYONE = { kind: 'flag', about: 'Each person' } as const satisfies Option;

export const REASON = { kind: 'text', about: 'Why, for the history', max: 300 } as const satisfies Option;

export const UNTIL = {
  kind: 'text',
  about: 'When it ends, such as 3d, 2w or 2026-12-31',
  max: 40,
} as const satisfies Option;

/** What is told where nobody says why. */
export const reasonOf = (options: Options): string => options.text('reason') ?? 'no reason given';

/** @throws {EaselError} `option-invalid` where several are meant at once. */
export function subjectOf(options: Options): Subject | undefined {
  const [user, role, channel] = [options.text('user'), options.text('role'), options.text('channel')];
  const meant: readonly (Subject | undefined)[] = [
    user === undefined ? undefined : { kind: 'person', id: user },
    role === undefined ? undefined : { kind: 'role', id: role, name: options.called('role') ?? role },
    channel === undefined ? undefined : { kind: 'channel', id: channel },
    options.flag('everyone') ? { kind: 'everyone' } : undefined,
    options.flag('together') ? { kind: 'tenant' } : undefined,
  ];
  const [first, second] = meant.flatMap((each) => each ?? []);
  if (!second) return first;
  throw new EaselError('option-invalid', {
    option: second.kind,
    value: 'given',
    allowed: 'only one of them at a time',
  });
}

/** @throws {EaselError} `option-invalid` where nobody is meant. */
export function neededSubject(options: Options): Subject {
  const subject = subjectOf(options);
  if (subject) return subject;
  const allowed = 'a user, a role, a channel, or everyone';
  throw new EaselError('option-invalid', { option: 'user', value: 'nobody', allowed });
}

/** When something ends, by the clocks of the place; for good where nothing is said. */
export async function endOf({ moderation, now }: CommandContext, options: Options): Promise<number | undefined> {
  const words = options.text('until');
  if (words === undefined) return undefined;
  const { policy } = await moderation.policy();
  return parseMoment('until', words, now, policy.timeZone);
}
