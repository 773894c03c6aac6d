import { type Text, text } from '#src/domain/text.ts';
import type { Clock } from '#src/ports/clock.ts';
import type { DiscordHandle } from '../handle.ts';
import { directWay } from './direct.ts';
import type { Problem } from './problem.ts';
import { hasMoved, mainOf, type Showing } from './records.ts';
import type { Send } from './send.ts';
import { channelWay, ORIGINAL, tokenWay, type Way } from './ways.ts';

export interface SpotParts {
  /** Is refused at once where Discord's limits would let it wait. */
  readonly send: Send;
  /** Waits for Discord's limits by itself. */
  readonly patientSend: Send;
  readonly clock: Clock;
}

/** A way to the message of a request, and which message that is. */
export interface Spot {
  readonly way: Way;
  readonly patientWay: Way;
  /** null where there is none yet. */
  readonly messageId: string | null;
  /** Told with what is shown there. */
  readonly notes: readonly Text[];
}

export interface Candidate {
  /** A direct message is the last resort, where nothing else is left; not where something else is only slow. */
  readonly isLast: boolean;
  open(): Promise<Spot | Problem>;
}

/** Where a request can be shown, best first. */
export function candidatesFor(
  handle: DiscordHandle,
  showing: Showing,
  isTokenDead: () => boolean,
  parts: SpotParts,
): readonly Candidate[] {
  const main = mainOf(handle, showing);
  // Once it had to move, it stays there.
  if (main && hasMoved(handle, main)) {
    const notes = whereFrom(handle, main.channelId);
    return [byChannel(main.channelId, main.messageId, parts, notes)];
  }
  const { token, tokenUntil, channelRoute, channelId, guildId } = handle;
  const hasToken = token !== null && !isTokenDead() && parts.clock.now() < tokenUntil;
  return [
    ...(hasToken ? [byToken(handle, token, parts)] : []),
    ...(channelRoute ? [byChannel(channelId, main?.messageId ?? null, parts)] : []),
    // Where the channel is their direct messages already, there is no other.
    ...(channelRoute && guildId === null ? [] : [directly(handle, parts)]),
  ];
}

const byToken = (handle: DiscordHandle, token: string, { send, patientSend }: SpotParts): Candidate => ({
  isLast: false,
  open: async () => ({
    way: tokenWay(handle, token, send),
    patientWay: tokenWay(handle, token, patientSend),
    messageId: ORIGINAL,
    notes: [],
  }),
});

const byChannel = (
  channelId: string,
  messageId: string | null,
  { send, patientSend }: SpotParts,
  notes: readonly Text[] = [],
): Candidate => ({
  isLast: false,
  open: async () => ({
    way: channelWay(channelId, send),
    patientWay: channelWay(channelId, patientSend),
    messageId,
    notes,
  }),
});

const directly = (handle: DiscordHandle, { patientSend, clock }: SpotParts): Candidate => ({
  isLast: true,
  async open() {
    const way = await directWay(handle.userId, { send: patientSend, clock });
    return 'cause' in way ? way : { way, patientWay: way, messageId: null, notes: whereFrom(handle, way.channelId) };
  },
});

/** Told where it was asked for, unless that is the same place. */
const whereFrom = ({ guildId, channelId }: DiscordHandle, shownIn: string): readonly Text[] =>
  shownIn === channelId
    ? []
    : [
        text(
          'You asked for this ',
          { link: `https://discord.com/channels/${guildId ?? '@me'}/${channelId}`, label: 'in another place' },
          ', where it could not be shown any more.',
        ),
      ];
