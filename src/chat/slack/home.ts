import { z } from 'zod';
import type { HomeCard } from '#src/ports/cards.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Log } from '#src/ports/log.ts';
import type { Send } from './delivery/send.ts';
import type { LookUpPerson } from './intake/people.ts';
import { actorOf } from './intake/person.ts';
import { tenantOf } from './intake/place.ts';
import { layHome } from './layout/home.ts';
import type { Workspace } from './origin.ts';
import type { Payload } from './workspace-of.ts';

export interface HomeParts {
  readonly home: (asking: { readonly actor: Actor; readonly place: Place }) => Promise<HomeCard>;
  readonly people: LookUpPerson;
  readonly send: Send;
  readonly log: Log;
}

const OPENED = z.object({ tab: z.literal('home'), user: z.string().min(1), channel: z.string().min(1) });

/** Fills a person's own page, each time they open it. Never rejects. */
export function createHome({ home, people, send, log }: HomeParts) {
  async function publish(workspace: Workspace, { user, channel }: z.infer<typeof OPENED>): Promise<void> {
    const actor = actorOf(user, await people(workspace, user));
    const place: Place = { platform: 'slack', tenantId: tenantOf(workspace), channelId: channel, isDirect: true };
    const card = await home({ actor, place });
    const shown = await send(workspace, 'views.publish', { user_id: user, view: layHome(card) });
    if (shown.ok) return;
    // Slack refuses the whole page where it cannot fetch one of its pictures.
    const words = layHome(card, { withoutPictures: true });
    const again = await send(workspace, 'views.publish', { user_id: user, view: words });
    if (!again.ok)
      log.warn({ err: again.problem.cause, kind: again.problem.kind }, "Slack did not take a person's page");
  }

  return async (event: Payload, workspace: Workspace): Promise<void> => {
    const { data } = OPENED.safeParse(event);
    if (!data) return;
    await publish(workspace, data).catch((err: unknown) => log.error({ err }, "A person's page could not be filled"));
  };
}
