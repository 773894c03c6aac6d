import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { registrationError } from './slack-error.ts';

export interface UserGroup {
  readonly name: string;
  readonly handle: string;
}

const ANSWER = z.object({
  usergroups: z.array(z.object({ id: z.string(), name: z.string(), handle: z.string() })),
});

/**
 * The user group of an id or a handle, with or without its @; `undefined` where the workspace has none.
 * @throws {EaselError} where Slack does not tell.
 */
export async function findUserGroup(client: WebClient, wanted: string): Promise<UserGroup | undefined> {
  try {
    const { usergroups } = ANSWER.parse(await client.usergroups.list());
    const handle = wanted.replace(/^@/, '').toLowerCase();
    return usergroups.find((group) => group.id === wanted || group.handle.toLowerCase() === handle);
  } catch (thrown) {
    throw registrationError(thrown);
  }
}
