import { API_TENANT, type ApiCaller } from '#src/app/keys/api-key.ts';
import type { Member } from '#src/app/rules/standings.ts';
import type { Whereabouts } from '#src/domain/rules/standing.ts';
import type { Actor, Place } from '#src/ports/chat-platform.ts';
import type { Documents } from '#src/ports/documents.ts';
import { API } from './api-route.ts';

/** Whose credits and rules hold for a request. */
export interface Asking {
  readonly actor: Actor;
  readonly place: Place;
}

export type AskingOf = (caller: ApiCaller, user: string | undefined) => Promise<Asking>;

/** A key is a person of its own; a trusted one may stand for a member of a chat, as they were last seen there. */
export function createAsking({ members }: { readonly members: Documents<Member> }): AskingOf {
  return async function askingOf({ name, isTrusted }, user): Promise<Asking> {
    const member = isTrusted && user !== undefined ? memberIn(user) : undefined;
    const { tenantId, personId } = member ?? { tenantId: API_TENANT, personId: name };
    const seen = member && (await members.get(`${tenantId}:${personId}`));
    return {
      actor: {
        userId: personId,
        displayName: seen?.name ?? personId,
        isModerator: false,
        ...(seen && { roles: seen.roles }),
      },
      place: { platform: API, tenantId, channelId: API, isDirect: true },
    };
  };
}

export const whereaboutsOf = ({ actor, place }: Asking): Whereabouts => ({
  tenantId: place.tenantId,
  personId: actor.userId,
  roles: actor.roles ?? [],
  channelId: place.channelId,
});

/** `discord:SERVER:MEMBER`, `slack:TEAM:MEMBER` or `playground:NAME`; anything else is nobody's. */
function memberIn(user: string): { readonly tenantId: string; readonly personId: string } | undefined {
  const [, platform, place, member] = /^(discord|slack):([A-Za-z0-9]{1,32}):([A-Za-z0-9]{1,32})$/.exec(user) ?? [];
  if (place !== undefined && member !== undefined) return { tenantId: `${platform}:${place}`, personId: member };
  const [, name = ''] = /^playground:([^\p{C}\p{Zl}\p{Zp}]{1,32})$/u.exec(user) ?? [];
  const personId = name.normalize('NFC').trim().toLowerCase();
  return personId === '' ? undefined : { tenantId: 'playground', personId };
}
