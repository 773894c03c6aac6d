import {
  type APIApplicationCommandBasicOption,
  type APIApplicationCommandOptionChoice,
  ApplicationCommandOptionType,
  ChannelType,
} from 'discord.js';
import type { Command, Option } from '#src/ports/command.ts';
import { nameIn, sentenceIn } from './translate.ts';

const MAX_OPTIONS = 25;
const MAX_TEXT = 6000;
/** An option takes one file, so several pictures need several options; more would only be in the way on a phone. */
const MAX_IMAGE_PLACES = 4;
/** Discord looks at the name alone, and does not count phones' own formats as pictures. */
const FILE_TYPES = ['image', '.heic', '.heif'] as const;

/** Where people can ask for pictures: what has words, and threads, which forums are made of. Discord does not describe media channels here. */
export const CHANNEL_TYPES = [
  ChannelType.GuildText,
  ChannelType.GuildVoice,
  ChannelType.GuildAnnouncement,
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
  ChannelType.GuildStageVoice,
  ChannelType.GuildForum,
] as const;

interface Place {
  readonly name: string;
  /** `''`, then `2`, `3`, `4`: put behind the name. */
  readonly number: string;
  readonly option: Option;
}

/** A command's options as Discord wants them: at most 25, the required ones first. What does not fit is left out from the end. */
export function optionBodies({ options }: Pick<Command, 'options'>): APIApplicationCommandBasicOption[] {
  const entries = Object.entries(options);
  const more = entries.reduce((sum, [, option]) => sum + placesOf(option) - 1, 0);
  const bodies = entries
    .slice(0, MAX_OPTIONS - more)
    .flatMap(([name, option]) =>
      Array.from({ length: placesOf(option) }, (_, index) => ({
        name,
        number: index === 0 ? '' : `${index + 1}`,
        option,
      })),
    )
    .map(bodyOf);
  return [...bodies.filter(({ required }) => required), ...bodies.filter(({ required }) => !required)];
}

const placesOf = (option: Option): number =>
  option.kind === 'image' ? Math.min(option.many ?? 1, MAX_IMAGE_PLACES) : 1;

function bodyOf({ name, number, option }: Place): APIApplicationCommandBasicOption {
  const behind = number === '' ? '' : ` (${number})`;
  const base = {
    name: `${name}${number}`,
    ...nameIn(name, number),
    description: `${option.about}${behind}`,
    ...sentenceIn(option.about, behind),
    ...('required' in option && option.required && number === '' && { required: true }),
  };
  switch (option.kind) {
    case 'text':
      return {
        ...base,
        type: ApplicationCommandOptionType.String,
        ...(option.max !== undefined && { max_length: Math.min(option.max, MAX_TEXT) }),
        ...(option.complete !== undefined && { autocomplete: true }),
      };
    case 'choice':
      return { ...base, type: ApplicationCommandOptionType.String, choices: option.of.map(choiceOf) };
    case 'integer':
      return {
        ...base,
        type: ApplicationCommandOptionType.Integer,
        min_value: option.min,
        max_value: option.max,
      };
    case 'flag':
      return { ...base, type: ApplicationCommandOptionType.Boolean };
    case 'person':
      return { ...base, type: ApplicationCommandOptionType.User };
    case 'role':
      return { ...base, type: ApplicationCommandOptionType.Role };
    case 'channel':
      return { ...base, type: ApplicationCommandOptionType.Channel, channel_types: [...CHANNEL_TYPES] };
    case 'image':
      return { ...base, type: ApplicationCommandOptionType.Attachment, file_types: [...FILE_TYPES] };
  }
}

const choiceOf = (value: string): APIApplicationCommandOptionChoice<string> => ({
  name: value,
  ...nameIn(value),
  value,
});
