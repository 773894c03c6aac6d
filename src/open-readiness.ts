import {
  type ConnectionState as DiscordState,
  sayConnection as sayDiscord,
} from '#src/chat/discord/connection-state.ts';
import { type ConnectionState as SlackState, sayConnection as saySlack } from '#src/chat/slack/connection-state.ts';
import type { Config } from '#src/config/config.ts';
import { DISCORD_KEY } from '#src/config/discord.ts';
import type { Role } from '#src/config/roles.ts';
import { SLACK_KEY } from '#src/config/slack.ts';
import type { Readiness } from '#src/http/readiness.ts';
import type { Easel } from './main.ts';

/** How the connections to Discord and Slack stand, where they are configured. */
export interface Faces {
  readonly discord?: DiscordState | undefined;
  readonly slack?: SlackState | undefined;
}

interface ReadinessParts {
  readonly easel: Pick<Easel, 'documents' | 'pictures' | 'queue'>;
  readonly config: Config;
  readonly role: Role | undefined;
  readonly faces: () => Faces;
  readonly isStopping: () => boolean;
}

/** A store that takes longer keeps everybody waiting. */
const STORE_MS = 1000;
/** Longer than a healthy place for pictures needs to say that it is there. */
const PICTURES_MS = 3000;

/** Whether this process can do the work of its role now. What it can do without is told for the operator's eyes alone. */
export function openReadiness({ easel, config, role, faces, isStopping }: ReadinessParts): () => Promise<Readiness> {
  const { documents, pictures, queue } = easel;
  return async () => {
    const [store, kept, line] = await Promise.all([
      answers(documents('probe').get('probe'), STORE_MS),
      answers(pictures.check(AbortSignal.timeout(PICTURES_MS)), PICTURES_MS),
      answers(queue.reach(), STORE_MS),
    ]);
    const why = [
      ...(isStopping() ? ['it is being stopped: running jobs end, and nothing new is taken'] : []),
      ...(store ? [] : ['the store of records did not answer within a second']),
      ...(kept ? [] : ['pictures cannot be kept: easel doctor says why']),
      ...(line ? [] : ['the line of jobs in Redis did not answer within a second']),
      ...(role === 'gateway' ? unconnected(faces()) : []),
    ];
    const { waiting, running } = queue.counts();
    const parts = {
      store: store ? 'up' : 'down',
      pictures: kept ? 'up' : 'down: easel doctor says why',
      queue: line ? `${running} running, ${waiting} waiting` : 'down',
      ...(role === undefined || role === 'gateway' ? facesOf(faces()) : {}),
      ...(role ? {} : { playground: config.playground === 'off' ? 'off: EASEL_PLAYGROUND says so' : 'up' }),
      ...providersOf(config),
      simulator: 'up',
    };
    return { ok: why.length === 0, why, parts };
  };
}

/**
 * Whether it answered in time. What is there already once the time is over counts too: a process that was kept from looking is busy,
 * and the store is not to blame.
 */
async function answers(asked: Promise<unknown>, timeoutMs: number): Promise<boolean> {
  const late = Promise.withResolvers<false>();
  const timer = setTimeout(() => setImmediate(() => late.resolve(false)), timeoutMs);
  const answered = asked.then(() => true).catch(() => false);
  try {
    return await Promise.race([answered, late.promise]);
  } finally {
    clearTimeout(timer);
  }
}

/** A gateway has work as long as one platform reaches it: one that is away must not take the events of the other with it. */
function unconnected({ discord, slack }: Faces): readonly string[] {
  const connections = [discord, slack].filter((state) => state !== undefined);
  if (connections.some(({ kind }) => kind === 'connected')) return [];
  return [
    ...(discord ? [`Discord is not connected (${sayDiscord(discord)})`] : []),
    ...(slack ? [`Slack is not connected (${saySlack(slack)})`] : []),
  ];
}

const facesOf = ({ discord, slack }: Faces) => ({
  discord: discord ? sayDiscord(discord) : `off: set ${DISCORD_KEY}`,
  slack: slack ? saySlack(slack) : `off: set ${SLACK_KEY}`,
});

/** Whether each provider is configured; whether it answers is what `easel doctor` asks. */
function providersOf({ providers, connections, off }: Config): Record<string, string> {
  const on = [...providers.map(({ provider }) => provider), ...connections.map(({ name }) => name)];
  return Object.fromEntries([
    ...on.map((name) => [name, 'up']),
    ...off.map(({ provider, variable }) => [provider, `off: set ${variable}`]),
  ]);
}
