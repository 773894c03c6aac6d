import type { InputBlock, ModalView } from '@slack/types';
import type { FormSpec } from '#src/ports/cards.ts';
import { plainObject } from './escape.ts';
import { ELEMENT, inputOf } from './fields.ts';

/** Where a form was opened, which comes back with what is sent. */
export interface FormPlace {
  readonly channelId: string | null;
  readonly threadTs: string | null;
  readonly isDirect: boolean;
}

const MOST_BLOCKS = 100;
const TITLE_SIZE = 24;
const NAME_SIZE = 240;

/** A form as a modal. Where it belongs to no conversation, the person says to which its result goes. */
export function layModal(form: FormSpec, place: FormPlace): ModalView {
  const fields = form.fields.filter(({ id }, index, all) => all.findIndex((other) => other.id === id) === index);
  const where = place.channelId === null ? [PLACE] : [];
  return {
    type: 'modal',
    callback_id: `easel:form:${form.name.slice(0, NAME_SIZE)}`,
    private_metadata: JSON.stringify({ state: form.state, ...placeOf(place) }),
    title: titled(form.title, form.name),
    submit: titled(form.submitLabel, 'Send'),
    close: { type: 'plain_text', text: 'Cancel' },
    blocks: [...fields.slice(0, MOST_BLOCKS - where.length).map(inputOf), ...where],
  };
}

const placeOf = ({ channelId, threadTs, isDirect }: FormPlace): FormPlace => ({ channelId, threadTs, isDirect });

const titled = (words: string, instead: string) =>
  plainObject(words, TITLE_SIZE) ?? plainObject(instead, TITLE_SIZE) ?? { type: 'plain_text' as const, text: 'Easel' };

/** Without a choice it comes to the person themselves; another person's direct messages are closed to Easel. */
const PLACE: InputBlock = {
  type: 'input',
  block_id: 'easel:place',
  optional: true,
  label: { type: 'plain_text', text: 'Where should it go?' },
  hint: { type: 'plain_text', text: 'Empty: only to you, in your messages with Easel' },
  element: {
    type: 'conversations_select',
    ...ELEMENT,
    default_to_current_conversation: true,
    filter: { include: ['public', 'private', 'mpim'] },
  },
};
