import type { APIModalInteractionResponseCallbackData } from 'discord.js';
import type { FormSpec } from '#src/ports/chat-platform.ts';

/** A form as a modal. Its `custom_id` carries the form's name before its state, because Discord sends nothing else back. */
export function layModal(form: FormSpec): APIModalInteractionResponseCallbackData {
  return { custom_id: `${form.name}|${form.state}`, title: form.title, components: [] };
}
