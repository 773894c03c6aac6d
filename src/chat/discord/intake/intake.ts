import { type APIInteraction, type GatewayMessageCreateDispatchData, InteractionType } from 'discord.js';
import { text } from '#src/domain/text.ts';
import type { Arrival, HandOver, Inbox } from '../inbox.ts';
import type { RequestOrigin } from '../origin.ts';
import { aroundOf, knownAround } from './around.ts';
import { type Came, toRequest } from './hand-over.ts';
import { type InteractionEvent, readInteraction, readPart } from './interaction-event.ts';
import { actorOf, originOf, placeOf } from './interaction-origin.ts';
import { type MessageEvent, readMessage } from './message-event.ts';
import { messageActor, messageOrigin, messagePlace } from './message-origin.ts';
import { hear } from './message-said.ts';
import { type IntakeParts, type OnRequest, tell } from './parts.ts';
import { readCommand } from './read-command.ts';
import { readForm } from './read-form.ts';
import { readPress } from './read-press.ts';
import type { Said } from './said.ts';
import { inTime, matching, readWanted } from './suggestions.ts';

export interface Intake {
  /** Never rejects. Nothing but the inbox is awaited before `onRequest` has the request: acknowledging comes first. */
  interaction(data: APIInteraction, onRequest: OnRequest): Promise<void>;
  /** The same for what people write. */
  message(data: GatewayMessageCreateDispatchData, onRequest: OnRequest): Promise<void>;
  /** Takes what a process left that is gone, as it was heard then. */
  again(onRequest: OnRequest): HandOver;
}

/** From what the gateway tells to requests that the app understands. */
export function createIntake(parts: IntakeParts): Intake {
  const { clock, inbox, log } = parts;
  return {
    interaction: (data, onRequest) => interaction(data, now(), onRequest),

    async message(data, onRequest) {
      // Until Discord has told who we are, nothing can be known to be said to us.
      if (parts.botUserId() !== '') await message(data, now(), onRequest);
    },

    again: (onRequest) => async (arrival, how, letGo) => {
      const { kind, data, around, receivedAt } = arrival;
      const then: Taking = { ...parts, ...knownAround(around), receivedAt, during: (_arrival, work) => work(letGo) };
      if (how === 'again') return (kind === 'interaction' ? interaction : message)(data, then, onRequest);
      await giveUp(arrival, then).catch((err: unknown) =>
        log.error({ err, eventId: arrival.id }, 'Nobody could be told that it was given up'),
      );
    },
  };

  function now(): Taking {
    return { ...parts, receivedAt: clock.now(), during: inbox.during };
  }
}

/** What an event is read with, at the moment it came. */
type Taking = IntakeParts & { readonly receivedAt: number } & Pick<Inbox, 'during'>;

async function interaction(data: object, taking: Taking, onRequest: OnRequest): Promise<void> {
  const { log } = taking;
  const read = readInteraction(data);
  if (read.kind === 'unsupported') log.debug({ type: read.type }, 'An interaction of another kind was ignored');
  if (read.kind === 'malformed') log.warn({ where: read.where }, 'An interaction could not be read');
  if (read.kind !== 'read') return;
  const { event } = read;
  await takeInteraction(event, data, taking, onRequest).catch((err: unknown) =>
    log.error({ err, eventId: event.id }, 'An interaction was not answered'),
  );
}

async function message(data: object, taking: Taking, onRequest: OnRequest): Promise<void> {
  const { log } = taking;
  const read = readMessage(data);
  if (read.kind === 'malformed') log.warn({ where: read.where }, 'A message could not be read');
  if (read.kind !== 'read') return;
  const { event } = read;
  await takeMessage(event, data, taking, onRequest).catch((err: unknown) =>
    log.error({ err, eventId: event.id }, 'A message was not answered'),
  );
}

const GIVEN_UP = text(
  'Easel was interrupted each time it began with this, and does not try it again. Nothing more is charged.',
);

async function giveUp({ kind, data, receivedAt }: Arrival, taking: Taking): Promise<void> {
  if (kind === 'message') {
    const read = readMessage(data);
    if (read.kind !== 'read') return;
    const { event } = read;
    const facts = taking.channelOf(event.channel_id);
    return tell(taking, messageOrigin(event, { applicationId: taking.applicationId(), receivedAt, facts }), GIVEN_UP);
  }
  const read = readInteraction(data);
  if (read.kind === 'read') await tell(taking, originOf(read.event, receivedAt), GIVEN_UP);
}

async function takeInteraction(
  event: InteractionEvent,
  data: object,
  parts: Taking,
  onRequest: OnRequest,
): Promise<void> {
  const origin = originOf(event, parts.receivedAt);
  if (event.type === InteractionType.ApplicationCommandAutocomplete) return suggest(event, origin, parts);
  const said = saidIn(event, parts);
  const came = { origin, actor: actorOf(event), place: placeOf(event, parts.channelOf) };
  if (said) return hand({ ...came, said }, { kind: 'interaction', data: readPart(data) }, parts, onRequest);
  const fields = { eventId: event.id, type: event.type };
  if (event.type === InteractionType.MessageComponent) {
    return parts.log.debug(fields, 'An interaction of another kind was ignored');
  }
  parts.log.warn(fields, 'An interaction could not be read');
  await tell(parts, origin, UNREADABLE);
}

const UNREADABLE = text('Easel could not read what Discord sent of this. Try again.');

function saidIn({ type, data }: InteractionEvent, parts: IntakeParts): Said | undefined {
  switch (type) {
    case InteractionType.ApplicationCommand: {
      const pictures = { apiUrl: parts.apiUrl, botUserId: parts.botUserId() };
      return readCommand(data, { ...parts, pictures });
    }
    case InteractionType.MessageComponent:
      return readPress(data);
    case InteractionType.ModalSubmit:
      return readForm(data);
    default:
      return undefined;
  }
}

/** An empty list where nothing is known, or not in time: whoever types may write anything. */
async function suggest(event: InteractionEvent, origin: RequestOrigin, parts: IntakeParts): Promise<void> {
  const { completions, commands, clock, log, channelOf, replies } = parts;
  const wanted = readWanted(event.data, commands);
  const { tenantId, channelId, parentId } = placeOf(event, channelOf);
  const typist = { ...actorOf(event), tenantId, channelId: parentId ?? channelId };
  const look = async () => (wanted ? completions(wanted.kind, typist) : []);
  const choices = await inTime(look, clock).catch((err: unknown) => {
    log.warn({ err, eventId: event.id }, 'Suggestions could not be had');
    return [];
  });
  await replies.suggest(origin, matching(choices, wanted?.typed ?? ''));
}

async function takeMessage(event: MessageEvent, raw: object, parts: Taking, onRequest: OnRequest): Promise<void> {
  const facts = parts.channelOf(event.channel_id);
  const heard = hear(event, raw, {
    ourselves: { botUserId: parts.botUserId(), roleId: event.guild_id ? parts.botRoleOf?.(event.guild_id) : undefined },
    apiUrl: parts.apiUrl,
    mayReadMessages: parts.mayReadMessages(),
    isEaselsThread: facts?.isEaselsThread ?? false,
    jobOfMessage: parts.jobOfMessage,
  });
  if (heard.kind === 'not-to-us') return;
  const surroundings = { applicationId: parts.applicationId(), receivedAt: parts.receivedAt, facts };
  const origin = messageOrigin(event, surroundings);
  if (heard.kind === 'about-unreadable') return tell(parts, origin, adviceFor(parts));
  if (heard.kind === 'unreadable') return tell(parts, origin, NAME_THE_BOT);
  const { said } = heard;
  const came = { origin, actor: messageActor(event), place: messagePlace(event, facts), said };
  await hand(came, { kind: 'message', data: raw }, parts, onRequest);
}

/** Before the acknowledgement it is kept, until the app has accepted or refused it. */
function hand(came: Came, read: Pick<Arrival, 'kind' | 'data'>, parts: Taking, onRequest: OnRequest): Promise<void> {
  const { id, guildId, receivedAt } = came.origin;
  const { channelId, parentId } = came.place;
  const around = aroundOf({ guildId, channelId, parentId }, parts);
  return parts.during({ id, ...read, around, receivedAt }, (letGo) => onRequest(toRequest(came, parts, letGo)));
}

const NAME_THE_BOT = text(
  'Discord does not show Easel your words, as they name its role. In the list that opens at @, pick the bot itself, the one with a picture.',
);

function adviceFor({ commands }: IntakeParts) {
  const menu = commands.find((command) => command.menu?.on === 'picture')?.menu;
  return text(
    'Discord does not show Easel the message you answered. ',
    ...(menu
      ? ['Right-click it (on a phone: press it long) → Apps → ', { bold: menu.label }, '. Or attach']
      : ['Attach']),
    ' the picture to your own message.',
  );
}
