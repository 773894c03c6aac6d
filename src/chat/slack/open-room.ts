import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import type { Access } from './access.ts';
import { createDeliveries } from './delivery/deliveries.ts';
import { goOn } from './delivery/go-on.ts';
import type { Previews } from './delivery/preview.ts';
import { reach } from './delivery/reach.ts';
import { createRecords } from './delivery/records.ts';
import { createReplies } from './delivery/replies.ts';
import { createRespond } from './delivery/respond.ts';
import { createSend } from './delivery/send.ts';
import { createSessions } from './delivery/sessions.ts';
import { createTenants } from './delivery/tenants.ts';
import { createUpload } from './delivery/upload.ts';
import { createHome } from './home.ts';
import { createFileFacts } from './intake/file-facts.ts';
import { createIntake, type Take } from './intake/intake.ts';
import { createPictureFetch } from './intake/open-image.ts';
import type { Around as IntakeAround, OnRequest } from './intake/parts.ts';
import { createPeople } from './intake/people.ts';
import { tenantOf } from './intake/place.ts';
import { createThreadPictures } from './intake/thread-pictures.ts';
import type { Around, Listeners } from './listen.ts';
import type { Workspace } from './origin.ts';
import type { SlackParts } from './parts.ts';
import { createWebClients } from './web-clients.ts';

type Parts = Pick<
  SlackParts,
  'apiUrl' | 'moderatorGroup' | 'plainReplies' | 'commands' | 'home' | 'records' | 'clock' | 'log'
> &
  Pick<Access, 'identityOf'>;

interface Ends {
  readonly onGone: (jobId: string) => void;
  readonly previews: Previews | undefined;
}

export interface Room extends Pick<ChatPlatform, 'openImage' | 'delivery' | 'deleteResult'> {
  readonly openThread: NonNullable<ChatPlatform['openThread']>;
  readonly reach: NonNullable<ChatPlatform['reach']>;
  readonly goOn: NonNullable<ChatPlatform['goOn']>;
  listenersFor(onRequest: OnRequest): Listeners;
}

/** Everything that listens and speaks, however events come and whoever they belong to. */
export function openRoom(parts: Parts, { onGone, previews }: Ends): Room {
  const { identityOf, plainReplies, clock, log } = parts;
  const send = createSend({ clientOf: createWebClients(parts), clock, log });
  const wired = { ...parts, send, onGone };
  const deliveries = createDeliveries({
    ...wired,
    respond: createRespond(parts),
    upload: createUpload(parts),
    ...(previews && { previews }),
  });
  const people = createPeople(wired);
  const tenants = createTenants(parts);
  const intake = createIntake({
    ...wired,
    replies: createReplies(wired),
    delivery: deliveries.delivery,
    jobOfMessage: deliveries.jobOfMessage,
    askedIn: deliveries.askedIn,
    people: people.person,
    groups: people.groups,
    sessions: createSessions(parts),
    ...(plainReplies && { threadPictures: createThreadPictures(wired) }),
    previews: previews !== undefined,
  });
  const home = createHome({ ...wired, people: people.person });

  return {
    openImage: createPictureFetch({ ...parts, tokenOf: tokenOf(identityOf), fileInfo: createFileFacts(wired) }),
    delivery: deliveries.delivery,
    deleteResult: deliveries.deleteResult,
    openThread: deliveries.openThread,
    reach: (where) => reach(where, { send, clock, tenants, identityOf, records: createRecords(parts.records, clock) }),
    goOn: (anchor, arrived) => goOn(anchor, arrived, { send, clock, log, records: parts.records }),
    listenersFor: (onRequest) => {
      const to = (take: Take) => (payload: unknown, around: Around) => {
        const { workspace } = around.identity;
        tenants.seen(tenantOf(workspace), workspace);
        return take(payload, intakeAround(around, onRequest));
      };
      return {
        command: to(intake.command),
        action: to(intake.action),
        shortcut: to(intake.shortcut),
        view: to(intake.view),
        events: {
          message: to(intake.message),
          app_mention: to(intake.mention),
          function_executed: to(intake.workflow),
          app_home_opened: (event, { identity }) => home(event, identity.workspace),
          subteam_members_changed: async (event, { identity }) => people.groupChanged(identity.workspace, event),
        },
      };
    },
  };
}

const intakeAround = (
  { identity, receivedAt, takenUp, givenUp, letGo }: Around,
  onRequest: OnRequest,
): IntakeAround => {
  const { workspace, botUserId, botId } = identity;
  const how = { ...(takenUp && { takenUp }), ...(givenUp && { givenUp }) };
  return { workspace, botUserId, botId, onRequest, receivedAt, letGo, ...how };
};

const tokenOf =
  (identityOf: Access['identityOf']) =>
  async (workspace: Workspace): Promise<string> => {
    const identity = await identityOf(workspace);
    if (!identity) throw new Error('Easel is not installed in that workspace');
    return identity.token;
  };
