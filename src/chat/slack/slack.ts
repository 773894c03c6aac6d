import { Hono } from 'hono';
import { oncePerJob } from '#src/chat/once-per-job.ts';
import type { ChatPlatform } from '#src/ports/chat-platform.ts';
import { connectionOf } from './connection-of.ts';
import type { ConnectionState } from './connection-state.ts';
import { keepForgetting } from './delivery/old-records.ts';
import { createDoor } from './door.ts';
import { createInbox } from './inbox.ts';
import type { OnRequest } from './intake/parts.ts';
import { listen } from './listen.ts';
import { openAccess } from './open-access.ts';
import { openRoom } from './open-room.ts';
import { openTransport } from './open-transport.ts';
import type { SlackParts } from './parts.ts';
import { createPreviewPlace } from './previews.ts';

export interface Slack extends ChatPlatform {
  connection(): ConnectionState;
  /** Where Slack and browsers call; absent where nobody has to. */
  readonly routes?: Hono;
}

/** Slack as a chat platform: events come by a socket or by HTTP, everything that is said goes by the Web API. */
export function createSlack(parts: SlackParts): Slack {
  const log = parts.log.child({ platform: 'slack' });
  const { clock, publicBaseUrl } = parts;
  const logged = { ...parts, log };
  const door = createDoor({ inbox: createInbox({ ...logged, kept: parts.inbox }), clock, log });
  const access = openAccess(logged);
  const transport = openTransport(logged, door.take);
  const previews =
    parts.previews && publicBaseUrl !== undefined ? createPreviewPlace({ publicBaseUrl, clock }) : undefined;
  let gone: (jobId: string) => void = () => undefined;
  const { listenersFor, ...room } = openRoom(
    { ...logged, identityOf: access.identityOf },
    {
      onGone: (jobId) => gone(jobId),
      previews: previews?.publish,
    },
  );
  const routes = [transport.routes, access.routes, previews?.routes].filter((one) => one !== undefined);
  let forgetting: ReturnType<typeof keepForgetting> | undefined;
  let isOn = false;

  async function start(onRequest: OnRequest, onGone?: (jobId: string) => void): Promise<void> {
    if (onGone) gone = oncePerJob(onGone);
    isOn = true;
    forgetting = keepForgetting({ records: parts.records, clock, log });
    await listen({ door, access, listeners: listenersFor(onRequest), apiUrl: parts.apiUrl, log });
    await access.start();
    if (isOn && access.standing().kind !== 'refused') await transport.start();
    const state = connectionOf(access.standing(), transport);
    if (isOn && state.kind === 'connected') log.info({ by: state.by, ...state.whom }, 'Slack is connected');
  }

  return {
    id: 'slack',
    reachedFromAnywhere: true,
    takesLines: true,
    ...room,
    ...(routes.length > 0 && { routes: together(routes) }),
    connection: () => (isOn ? connectionOf(access.standing(), transport) : { kind: 'off' }),
    start,
    async stop() {
      isOn = false;
      access.stop();
      await door.close();
      await transport.stop();
      await Promise.all([door.settled(), forgetting?.stop()]);
    },
  };
}

function together(all: readonly Hono[]): Hono {
  const routes = new Hono();
  for (const one of all) routes.route('/', one);
  return routes;
}
