import { z } from 'zod';
import { Element } from './elements.ts';
import {
  ButtonElement,
  ImageElement,
  ImageSource,
  mrkdwn,
  oneSource,
  plainText,
  RichText,
  TextObject,
  upTo,
} from './texts.ts';

const blockId = upTo(255).optional();

/** The blocks whose every field is judged. */
const strict = [
  z.strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: TextObject(3000).optional(),
    fields: z.array(TextObject(2000)).min(1).max(10).optional(),
    accessory: Element.optional(),
    expand: z.boolean().optional(),
  }),
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({
    type: z.literal('image'),
    block_id: blockId,
    ...ImageSource,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
  }),
  z.strictObject({ type: z.literal('actions'), block_id: blockId, elements: z.array(Element).min(1).max(25) }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.union([ImageElement, TextObject(3000)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(2000),
    element: Element,
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  z.strictObject({ ...RichText.shape, block_id: blockId }),
  z.strictObject({
    type: z.literal('table'),
    block_id: blockId,
    rows: z
      .array(
        z
          .array(
            z.union([
              RichText,
              z.strictObject({
                type: z.enum(['raw_text', 'raw_number']),
                text: z.string(),
                value: z.number().optional(),
              }),
            ]),
          )
          .min(1)
          .max(20),
      )
      .min(1)
      .max(100),
    column_settings: z
      .array(
        z.strictObject({ align: z.enum(['left', 'center', 'right']).optional(), is_wrapped: z.boolean().optional() }),
      )
      .max(20)
      .optional(),
  }),
  z.strictObject({ type: z.literal('markdown'), block_id: blockId, text: upTo(12_000) }),
] as const;

const Card = z.strictObject({
  type: z.literal('card'),
  block_id: blockId,
  hero_image: ImageElement.optional(),
  icon: ImageElement.optional(),
  title: mrkdwn(150).optional(),
  subtitle: mrkdwn(150).optional(),
  body: mrkdwn(200).optional(),
  actions: z.array(ButtonElement).max(5).optional(),
});

/** Blocks that hold others. */
const holders = [
  Card,
  z.strictObject({ type: z.literal('carousel'), block_id: blockId, elements: z.array(Card).min(1).max(10) }),
] as const;

/** Any block of a message or view. Which of them may stand where is judged beside it. */
export const Block = z
  .discriminatedUnion('type', [
    ...strict,
    ...holders,
    z.looseObject({
      type: z.enum(['container', 'data_table', 'context_actions', 'task_card', 'plan', 'alert', 'video', 'file']),
      block_id: blockId,
    }),
  ])
  .superRefine((block, context) => {
    if (block.type === 'section' && !block.text && !block.fields)
      context.addIssue({ code: 'custom', message: 'missing required field: text', path: ['text'] });
    if (block.type === 'image') oneSource(block, context);
  });

export type Block = z.infer<typeof Block>;
