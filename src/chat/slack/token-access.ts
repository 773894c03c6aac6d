import { WebClient } from '@slack/web-api';
import { z } from 'zod';
import type { Clock } from '#src/ports/clock.ts';
import type { Log } from '#src/ports/log.ts';
import type { Access, Identity, Standing } from './access.ts';
import type { Workspace } from './origin.ts';
import { type Attempt, untilDone } from './until-done.ts';
import { clientOptions } from './web-clients.ts';
import { tokenTrouble } from './why-refused.ts';

export interface TokenAccessParts {
  readonly botToken: string;
  /** Without a slash at its end. */
  readonly apiUrl: string;
  readonly clock: Clock;
  readonly log: Log;
}

const ANSWER = z.object({
  user_id: z.string(),
  bot_id: z.string(),
  user: z.string().default('Easel'),
  team_id: z.string().nullish(),
  team: z.string().nullish(),
  enterprise_id: z.string().nullish(),
  is_enterprise_install: z.boolean().nullish(),
});
type Answer = z.infer<typeof ANSWER>;

/** How long somebody waits for the first answer about the token. */
const PATIENCE_MS = 60_000;

/** One token for one workspace, or for a whole organisation. Slack is asked whose it is. */
export function createTokenAccess({ botToken, apiUrl, clock, log }: TokenAccessParts): Access {
  const client = new WebClient(botToken, clientOptions(apiUrl, log));
  const stopping = new AbortController();
  let standing: Standing = { kind: 'asking' };
  let known = Promise.withResolvers<Answer | undefined>();
  let asking: Promise<void> | undefined;

  /** At the start, or before: what an earlier process left behind is shown before anything new is heard. */
  function begin(): Promise<void> {
    asking ??= askUntilKnown();
    return asking;
  }

  async function ask(): Promise<Attempt> {
    try {
      const answer = ANSWER.safeParse(await client.auth.test());
      // Slack takes a person's token as well, which Easel cannot speak with.
      if (!answer.success) return { kind: 'refused', said: 'not_allowed_token_type' };
      const { user: botName, team, enterprise_id: enterpriseId } = answer.data;
      standing = { kind: 'known', whom: { kind: 'one', botName, teamName: team ?? enterpriseId ?? 'a workspace' } };
      known.resolve(answer.data);
      return { kind: 'done' };
    } catch (thrown) {
      return tokenTrouble(thrown);
    }
  }

  async function askUntilKnown(): Promise<void> {
    const onTrouble = (trouble: string) => {
      standing = { kind: 'asking', trouble };
    };
    const refused = await untilDone({ attempt: ask, onTrouble, clock, log, signal: stopping.signal });
    if (refused === undefined) return;
    const why = adviceOn(refused);
    log.error({ said: refused }, why);
    standing = { kind: 'refused', why };
    known.resolve(undefined);
  }

  return {
    start: begin,
    stop: () => stopping.abort(new Error('Easel stops.')),
    standing: () => standing,

    async identityOf(workspace, how) {
      void begin();
      const answer = await inTime(known.promise, clock);
      if (!answer) return undefined;
      const own = ownOf(answer, workspace);
      if (how === 'surely' && own.teamId !== workspace.teamId) return undefined;
      return { workspace: own, token: botToken, botUserId: answer.user_id, botId: answer.bot_id } satisfies Identity;
    },

    async removed() {
      known = Promise.withResolvers();
      asking = askUntilKnown();
      await asking;
    },
  };
}

/** @throws where Slack takes too long. */
async function inTime<T>(answer: Promise<T>, clock: TokenAccessParts['clock']): Promise<T> {
  const { promise: late, reject } = Promise.withResolvers<never>();
  const deadline = clock.after(PATIENCE_MS, () => reject(new Error('Slack has not told yet whose token it is')));
  try {
    return await Promise.race([answer, late]);
  } finally {
    deadline.stop();
  }
}

/** Only the token of an organisation is for more than one workspace. */
function ownOf(answer: Answer, workspace: Workspace): Workspace {
  const enterpriseId = answer.enterprise_id || null;
  if (answer.is_enterprise_install) return { ...workspace, enterpriseId, isEnterpriseInstall: true };
  return { teamId: answer.team_id || workspace.teamId, enterpriseId, isEnterpriseInstall: false };
}

function adviceOn(said: string): string {
  const where = 'the one that the page OAuth & Permissions of your app shows';
  if (said === 'account_inactive' || said === 'token_revoked')
    return `Easel was removed from the workspace. Install the app there again and set SLACK_BOT_TOKEN to ${where}.`;
  return `Slack does not take the token. Set SLACK_BOT_TOKEN to ${where}.`;
}
