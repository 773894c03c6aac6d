import { InteractionResponseType, InteractionType, MessageFlags } from 'discord.js';
import { z } from 'zod';
import { FIRST_ANSWER_MS, type FirstAnswer, type PlayedInteraction } from '../interaction.ts';
import { MessageBody, readBody } from '../message-body.ts';
import { messagePayload } from '../message-payload.ts';
import { createMessage, createStub, editMessage } from '../messages.ts';
import { Part } from '../parts.ts';
import { invalidBody, refusal } from '../refusal.ts';
import { known, type PlayedMessage, type World } from '../state.ts';
import { lengthOf } from '../validate-components.ts';
import { validateModal } from '../validate-modal.ts';
import type { Answered, Asked, Route } from './serve.ts';

const Callback = z.object({ type: z.number(), data: z.looseObject({}).nullish() });
const Modal = z.object({ custom_id: z.string(), title: z.string(), components: z.array(Part) });
const Choices = z.object({
  choices: z.array(z.looseObject({ name: z.string(), value: z.union([z.string(), z.number()]) })).max(25),
});

interface Taken {
  readonly world: World;
  readonly interaction: PlayedInteraction;
  readonly asked: Asked;
  readonly data: unknown;
}

/** What a first answer may be; each gives what the person sees and the message of it, where there is one. */
const KINDS: Readonly<Record<number, (taken: Taken) => Promise<{ answer: FirstAnswer; message?: PlayedMessage }>>> = {
  [InteractionResponseType.ChannelMessageWithSource]: message,
  [InteractionResponseType.DeferredChannelMessageWithSource]: deferred,
  [InteractionResponseType.DeferredMessageUpdate]: deferredUpdate,
  [InteractionResponseType.UpdateMessage]: update,
  [InteractionResponseType.ApplicationCommandAutocompleteResult]: suggestions,
  [InteractionResponseType.Modal]: modal,
};

export function interactionRoutes(world: World): Route[] {
  return [
    {
      method: 'POST',
      pattern: '/interactions/:id/:token/callback',
      open: true,
      answer: (asked) => callback(world, asked),
    },
  ];
}

async function callback(world: World, asked: Asked): Promise<Answered> {
  const { type, data } = readBody(Callback, asked.body);
  const interaction = open(world, asked);
  const kind = KINDS[type];
  if (!kind || !fitsTo(interaction.type, type))
    return invalidBody(['type'], 'INTERACTION_CALLBACK_TYPE', `Not type ${type} here.`);
  interaction.claimed = true;
  const { answer, message: shown } = await kind({ world, interaction, asked, data }).catch((cause: unknown) => {
    interaction.claimed = false;
    throw cause;
  });
  interaction.answer = answer;
  interaction.originalId = shown?.id ?? interaction.originalId;
  world.changed();
  if (asked.query.get('with_response') !== 'true') return { status: 204 };
  return { status: 200, body: responseOf(world, interaction, type, shown) };
}

/** The interaction that may still be answered for the first time. @throws what Discord says otherwise. */
function open(world: World, asked: Asked): PlayedInteraction {
  const interaction = world.interactions.get(asked.param('id'));
  const late = interaction && world.clock.now() - interaction.createdAt >= FIRST_ANSWER_MS;
  if (interaction?.claimed) throw refusal(400, 40060, 'Interaction has already been acknowledged.');
  if (!interaction || interaction.token !== asked.param('token') || late)
    throw refusal(404, 10062, 'Unknown interaction');
  return interaction;
}

function fitsTo(interaction: InteractionType, type: InteractionResponseType): boolean {
  const isSuggestion = type === InteractionResponseType.ApplicationCommandAutocompleteResult;
  if (interaction === InteractionType.ApplicationCommandAutocomplete || isSuggestion)
    return interaction === InteractionType.ApplicationCommandAutocomplete && isSuggestion;
  const isModal = type === InteractionResponseType.Modal;
  return !(isModal && interaction === InteractionType.ModalSubmit);
}

async function message({ world, interaction, asked, data }: Taken) {
  const body = readBody(MessageBody, data, ['data']);
  const ephemeral = isEphemeral(body.flags, interaction);
  const created = await createMessage(world, { ...placeOf(world, interaction, ephemeral), body, files: asked.files });
  return { answer: { kind: 'message', ephemeral } as const, message: created };
}

async function deferred({ world, interaction, data }: Taken) {
  const { flags } = readBody(MessageBody, data, ['data']);
  if ((flags ?? 0) & ~MessageFlags.Ephemeral)
    invalidBody(['data', 'flags'], 'BITFIELD_INVALID', 'Only EPHEMERAL can be deferred.');
  const ephemeral = isEphemeral(flags, interaction);
  return {
    answer: { kind: 'deferred', ephemeral } as const,
    message: createStub(world, placeOf(world, interaction, ephemeral)),
  };
}

async function deferredUpdate({ world, interaction }: Taken) {
  const source = sourceOf(world, interaction);
  return { answer: { kind: 'deferred-update', ephemeral: source.ephemeralFor !== null } as const, message: source };
}

async function update({ world, interaction, asked, data }: Taken) {
  const source = sourceOf(world, interaction);
  const body = readBody(MessageBody, data, ['data']);
  await editMessage(world, source, { body, files: asked.files, maxFileBytes: interaction.attachmentSizeLimit });
  return { answer: { kind: 'update', ephemeral: source.ephemeralFor !== null } as const, message: source };
}

async function suggestions({ data }: Taken) {
  const { choices } = readBody(Choices, data, ['data']);
  for (const [at, { name, value }] of choices.entries()) {
    const tooLong = typeof value === 'string' && (lengthOf(value) < 1 || lengthOf(value) > 100);
    if (lengthOf(name) < 1 || lengthOf(name) > 100 || tooLong)
      invalidBody(['data', 'choices', at], 'BASE_TYPE_BAD_LENGTH', 'Must be between 1 and 100 in length.');
  }
  return { answer: { kind: 'choices', choices } as const };
}

async function modal({ data }: Taken) {
  const { custom_id, title, components } = readBody(Modal, data, ['data']);
  validateModal({ custom_id, title, components });
  return { answer: { kind: 'modal', modal: { customId: custom_id, title, components } } as const };
}

/** The message whose button was pressed. */
function sourceOf(world: World, { sourceMessageId }: PlayedInteraction): PlayedMessage {
  if (!sourceMessageId) return invalidBody(['type'], 'INTERACTION_CALLBACK_TYPE', 'There is no message to update.');
  const source = known(world.messages, sourceMessageId);
  if (source.deleted) throw refusal(404, 10008, 'Unknown Message');
  return source;
}

/** Where only the person installed the application and may not use it openly, every answer is for their eyes. */
export function isEphemeral(flags: number | null | undefined, interaction: PlayedInteraction): boolean {
  return ((flags ?? 0) & MessageFlags.Ephemeral) !== 0 || interaction.answersHidden;
}

export function placeOf(world: World, interaction: PlayedInteraction, ephemeral: boolean) {
  return {
    channelId: interaction.channelId,
    authorId: world.application.botId,
    interactionId: interaction.id,
    ephemeralFor: ephemeral ? interaction.userId : null,
    maxFileBytes: interaction.attachmentSizeLimit,
  };
}

function responseOf(
  world: World,
  { id, type }: PlayedInteraction,
  callbackType: number,
  shown: PlayedMessage | undefined,
): object {
  const carries =
    callbackType === InteractionResponseType.ChannelMessageWithSource ||
    callbackType === InteractionResponseType.UpdateMessage;
  return {
    interaction: {
      id,
      type,
      ...(shown && {
        response_message_id: shown.id,
        response_message_loading: (shown.flags & MessageFlags.Loading) !== 0,
        response_message_ephemeral: shown.ephemeralFor !== null,
      }),
    },
    ...(carries && shown && { resource: { type: callbackType, message: messagePayload(world, shown) } }),
  };
}
