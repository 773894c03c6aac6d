import type { REST } from 'discord.js';
import { oncePerJob } from '#src/chat/once-per-job.ts';
import { createUnderWay } from '#src/chat/under-way.ts';
import type { ChatPlatform, OpenedThread } from '#src/ports/chat-platform.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { Command } from '#src/ports/command.ts';
import type { Documents } from '#src/ports/documents.ts';
import type { Log } from '#src/ports/log.ts';
import type { Processes } from '#src/ports/processes.ts';
import type { ConnectionState, Identity } from './connection-state.ts';
import { createDeliveries, type Deliveries } from './delivery/deliveries.ts';
import { keepForgetting } from './delivery/old-records.ts';
import type { DiscordRecord } from './delivery/records.ts';
import { createReplies } from './delivery/replies.ts';
import { createGateway, type Gateway } from './gateway.ts';
import { createInbox, type Inbox, type KeptArrival } from './inbox.ts';
import { createIntake, type Intake } from './intake/intake.ts';
import { createPictureFetch } from './intake/open-image.ts';
import type { Completions } from './intake/suggestions.ts';
import { openRestPair, type RestPair } from './open-rest.ts';

/** Which shards a connection serves, of how many that all processes have together. */
export interface Shards {
  readonly ids: readonly number[];
  readonly count: number;
}

export interface DiscordParts {
  readonly token: string;
  /** Where no connection tells it: what is shown in a place nobody asked from needs it. */
  readonly applicationId?: string;
  /** All, as many as Discord advises, where absent. */
  readonly shards?: Shards;
  /** Base address without a version. */
  readonly apiUrl: string;
  /** Reads plain messages in Easel's threads, where Discord grants it. */
  readonly messageContent: boolean;
  readonly commands: readonly Command[];
  readonly completions: Completions;
  /** What was shown where. */
  readonly records: Documents<DiscordRecord>;
  /** What came and is not accepted or refused yet. */
  readonly arrivals: Documents<KeptArrival>;
  readonly processes: Processes;
  /** Told once, when the first connection stands. */
  readonly onConnected?: (identity: Identity, rest: REST) => Promise<void>;
  readonly clock: Clock;
  readonly log: Log;
}

export interface Discord extends ChatPlatform {
  connection(): ConnectionState;
}

/** Discord as a chat platform: events come by the gateway, everything that is said goes by REST. */
export function createDiscord(parts: DiscordParts): Discord {
  const log = parts.log.child({ platform: 'discord' });
  const rest = openRestPair(parts);
  const [gateway, underWay] = [createGateway({ ...parts, log, ...shardOptions(parts) }), createUnderWay()];
  let gone: (jobId: string) => void = () => undefined;
  let forgetting: ReturnType<typeof keepForgetting> | undefined;
  const deliveries = createDeliveries({
    ...parts,
    rest,
    // Progress that has to wait is old before it is shown.
    previewRest: openRestPair(parts, { rejectOnRateLimit: () => true }),
    log,
    onGone: (jobId) => gone(jobId),
    applicationId: () => gateway.identity()?.applicationId ?? parts.applicationId,
    channelOf: gateway.channelOf,
  });
  const { intake, inbox } = openIntake({ ...parts, log }, { rest, gateway, deliveries });

  return {
    id: 'discord',
    reachedFromAnywhere: true,
    hidesPictures: true,
    connection: gateway.state,

    async start(onRequest, onGone) {
      if (onGone) gone = oncePerJob(onGone);
      forgetting = keepForgetting({ ...parts, log });
      // It needs no connection, and who asked has waited for long enough.
      inbox.open(intake.again(onRequest));
      await gateway.start({
        interaction: (data) => underWay.watch(intake.interaction(data, onRequest)),
        message: (data) => underWay.watch(intake.message(data, onRequest)),
        deleted: (ids) => underWay.watch(endJobsOf(ids, { deliveries, gone, log })),
      });
      const state = gateway.state();
      if (state.kind !== 'connected') return;
      const told = tellConnected(state.identity, rest.bot, { ...parts, log });
      underWay.watch(told);
      await told;
    },

    async stop() {
      inbox.close();
      await gateway.stop();
      await Promise.all([underWay.settled(parts.clock), inbox.settled(), forgetting?.stop()]);
    },

    openImage: createPictureFetch(parts),
    delivery: deliveries.delivery,
    deleteResult: deliveries.deleteResult,
    reach: deliveries.reach,
    goOn: deliveries.goOn,
    openThread: async (handle, title) => asRead(await deliveries.openThread(handle, title), gateway),
  };
}

const shardOptions = ({ shards }: DiscordParts) =>
  shards ? { clientOptions: { shards: [...shards.ids], shardCount: shards.count } } : {};

function openIntake(
  parts: DiscordParts,
  { rest, gateway, deliveries }: { rest: RestPair; gateway: Gateway; deliveries: Deliveries },
): { readonly intake: Intake; readonly inbox: Inbox } {
  const inbox = createInbox({ ...parts, kept: parts.arrivals });
  const intake = createIntake({
    ...parts,
    applicationId: () => gateway.identity()?.applicationId ?? '',
    botUserId: () => gateway.identity()?.botUserId ?? '',
    botRoleOf: gateway.botRoleOf,
    inbox,
    replies: createReplies({ ...parts, rest }),
    delivery: deliveries.delivery,
    jobOfMessage: deliveries.jobOfMessage,
    channelOf: gateway.channelOf,
    mayReadMessages: gateway.readsMessages,
  });
  return { intake, inbox };
}

const asRead = (opened: OpenedThread, { readsMessages }: Gateway): OpenedThread =>
  readsMessages() ? opened : { ...opened, needsMention: true };

const tellConnected = async (identity: Identity, bot: REST, { onConnected, log }: DiscordParts): Promise<void> =>
  onConnected?.(identity, bot).catch((err: unknown) => log.error({ err }, 'The commands could not be deployed'));

interface Ending {
  readonly deliveries: Pick<Deliveries, 'jobOfMessage'>;
  readonly gone: (jobId: string) => void;
  readonly log: Log;
}

/** A message that somebody removed takes its running job with it. */
async function endJobsOf(messageIds: readonly string[], { deliveries, gone, log }: Ending): Promise<void> {
  for (const messageId of messageIds) {
    const jobId = await deliveries.jobOfMessage(messageId).catch((err: unknown) => {
      log.warn({ err }, 'A removed message could not be looked up');
      return undefined;
    });
    if (jobId !== undefined) gone(jobId);
  }
}
