import type { WebClient } from '@slack/web-api';
import { z } from 'zod';
import { registrationError } from './slack-error.ts';

/** The installation a bot token belongs to. */
export interface Account {
  readonly botName: string;
  /** Of the workspace; of the organisation where all of it installed Easel at once. */
  readonly placeName: string;
  readonly isEnterpriseInstall: boolean;
  /** Whether the token is a bot's; a person's token is accepted by Slack as well. */
  readonly isBot: boolean;
  /** Absent where Slack did not tell. */
  readonly scopes?: readonly string[];
}

const ANSWER = z.object({
  user: z.string().default('?'),
  team: z.string().nullish(),
  team_id: z.string().nullish(),
  bot_id: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().default(false),
  response_metadata: z.object({ scopes: z.array(z.string()).optional() }).optional(),
});

/**
 * Asks Slack whose token this is, and what it may do.
 * @throws {EaselError} `auth` where it is nobody's.
 */
export async function readAccount(client: WebClient): Promise<Account> {
  try {
    const answer = ANSWER.parse(await client.auth.test());
    const scopes = answer.response_metadata?.scopes;
    return {
      botName: answer.user,
      placeName: answer.team ?? answer.enterprise_id ?? answer.team_id ?? '?',
      isEnterpriseInstall: answer.is_enterprise_install,
      isBot: Boolean(answer.bot_id),
      ...(scopes !== undefined && { scopes }),
    };
  } catch (thrown) {
    throw registrationError(thrown);
  }
}
