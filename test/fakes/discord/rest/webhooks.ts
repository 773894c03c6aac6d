import { MessageFlags } from 'discord.js';
import { FIRST_ANSWER_MS, type PlayedInteraction, TOKEN_MS } from '../interaction.ts';
import { MessageBody, readBody } from '../message-body.ts';
import { messagePayload } from '../message-payload.ts';
import { createMessage, editMessage } from '../messages.ts';
import { refuseInArchived } from '../places.ts';
import { refusal, unknownMessage } from '../refusal.ts';
import type { PlayedMessage, World } from '../state.ts';
import { removeMessage } from '../things.ts';
import { isEphemeral, placeOf } from './interactions.ts';
import type { Answered, Asked, Route } from './serve.ts';

/** What an interaction's token opens: its answer and its follow-ups, and nothing else. */
export function webhookRoutes(world: World): Route[] {
  const base = '/webhooks/:application/:token';
  const of =
    (answer: (interaction: PlayedInteraction, asked: Asked) => Promise<Answered> | Answered) => (asked: Asked) =>
      answer(interactionOf(world, asked), asked);
  return [
    {
      method: 'POST',
      pattern: base,
      open: true,
      answer: of((interaction, asked) => followUp(world, interaction, asked)),
    },
    {
      method: 'GET',
      pattern: `${base}/messages/:message`,
      open: true,
      answer: of((one, asked) => shown(world, messageOf(world, one, asked))),
    },
    {
      method: 'PATCH',
      pattern: `${base}/messages/:message`,
      open: true,
      answer: of((one, asked) => edit(world, one, asked)),
    },
    {
      method: 'DELETE',
      pattern: `${base}/messages/:message`,
      open: true,
      answer: of((one, asked) => remove(world, one, asked)),
    },
  ];
}

/** @throws what Discord says to a token that is not, that was never answered, or that is over. */
function interactionOf(world: World, asked: Asked): PlayedInteraction {
  const token = asked.param('token');
  const interaction = [...world.interactions.values()].find((one) => one.token === token);
  const age = interaction ? world.clock.now() - interaction.createdAt : 0;
  if (!interaction || asked.param('application') !== world.application.id || age >= TOKEN_MS)
    throw refusal(401, 50027, 'Invalid Webhook Token');
  if (!interaction.answer)
    throw age >= FIRST_ANSWER_MS ? refusal(404, 10062, 'Unknown interaction') : refusal(404, 10015, 'Unknown Webhook');
  return interaction;
}

function messageOf(world: World, interaction: PlayedInteraction, asked: Asked): PlayedMessage {
  const wanted = asked.param('message');
  const message = world.messages.get(wanted === '@original' ? (interaction.originalId ?? '') : wanted);
  const own = message && (message.id === interaction.originalId || message.interactionId === interaction.id);
  if (!own || message.deleted) throw unknownMessage();
  return message;
}

async function followUp(world: World, interaction: PlayedInteraction, asked: Asked): Promise<Answered> {
  const body = readBody(MessageBody, asked.body);
  const original = interaction.originalId ? world.messages.get(interaction.originalId) : undefined;
  // The first follow-up of a deferred answer takes the place of its stub.
  if (original && !original.deleted && original.flags & MessageFlags.Loading) {
    await editMessage(world, original, { body, files: asked.files, maxFileBytes: interaction.attachmentSizeLimit });
    return shown(world, original);
  }
  if (interaction.userInstallOnly && interaction.followUps >= 5)
    throw refusal(400, 40094, 'This interaction has reached the maximum number of follow-up messages');
  const place = placeOf(world, interaction, isEphemeral(body.flags, interaction));
  refuseInArchived(world, place.channelId);
  interaction.followUps++;
  return shown(world, await createMessage(world, { ...place, body, files: asked.files }));
}

async function edit(world: World, interaction: PlayedInteraction, asked: Asked): Promise<Answered> {
  const message = messageOf(world, interaction, asked);
  if (!message.ephemeralFor) refuseInArchived(world, message.channelId);
  const body = readBody(MessageBody, asked.body);
  await editMessage(world, message, { body, files: asked.files, maxFileBytes: interaction.attachmentSizeLimit });
  return shown(world, message);
}

function remove(world: World, interaction: PlayedInteraction, asked: Asked): Answered {
  removeMessage(world, messageOf(world, interaction, asked));
  return { status: 204 };
}

const shown = (world: World, message: PlayedMessage): Answered => ({
  status: 200,
  body: messagePayload(world, message),
});
