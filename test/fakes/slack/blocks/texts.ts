import { z } from 'zod';

/** A text of at most so many characters, as Slack counts them. */
export const upTo = (max: number) =>
  z.string().refine((text) => [...text].length <= max, `must be less than ${max + 1} characters`);

const filled = (max: number) => upTo(max).min(1, 'must be more than 0 characters');

export const plainText = (max: number) =>
  z.strictObject({ type: z.literal('plain_text'), text: filled(max), emoji: z.boolean().optional() });
export const mrkdwn = (max: number) =>
  z.strictObject({ type: z.literal('mrkdwn'), text: filled(max), verbatim: z.boolean().optional() });
export const TextObject = (max: number) => z.discriminatedUnion('type', [plainText(max), mrkdwn(max)]);

/** Where a picture comes from: exactly one of them. */
export const ImageSource = {
  image_url: upTo(3000)
    .regex(/^https?:\/\//, 'invalid url')
    .optional(),
  slack_file: z
    .union([z.strictObject({ id: z.string().min(1) }), z.strictObject({ url: z.string().min(1) })])
    .optional(),
};

export function oneSource(image: { image_url?: unknown; slack_file?: unknown }, context: z.RefinementCtx): void {
  if ((image.image_url === undefined) === (image.slack_file === undefined))
    context.addIssue({ code: 'custom', message: 'needs either image_url or slack_file' });
}

export const ImageElement = z
  .strictObject({ type: z.literal('image'), ...ImageSource, alt_text: z.string().min(1).max(2000) })
  .superRefine(oneSource);

export const Confirm = z.strictObject({
  title: plainText(100).optional(),
  text: TextObject(300),
  confirm: plainText(30).optional(),
  deny: plainText(30).optional(),
  style: z.enum(['primary', 'danger']).optional(),
});

export const ButtonElement = z.strictObject({
  type: z.literal('button'),
  action_id: upTo(255).optional(),
  text: plainText(75),
  value: upTo(2000).optional(),
  url: upTo(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: Confirm.optional(),
  accessibility_label: upTo(75).optional(),
});

const style = z
  .strictObject({
    bold: z.boolean().optional(),
    italic: z.boolean().optional(),
    strike: z.boolean().optional(),
    code: z.boolean().optional(),
    underline: z.boolean().optional(),
    highlight: z.boolean().optional(),
    client_highlight: z.boolean().optional(),
    unlink: z.boolean().optional(),
  })
  .optional();

const RichElement = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1, 'must be more than 0 characters'), style }),
  z.strictObject({
    type: z.literal('link'),
    url: z.string().regex(/^(https?|mailto|tel):/, 'invalid url'),
    text: z.string().optional(),
    unsafe: z.boolean().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('user'), user_id: z.string().regex(/^[UW]/), style }),
  z.strictObject({ type: z.literal('usergroup'), usergroup_id: z.string(), style }),
  z.strictObject({ type: z.literal('channel'), channel_id: z.string(), style }),
  z.strictObject({ type: z.literal('broadcast'), range: z.enum(['here', 'channel', 'everyone']), style }),
  z.strictObject({
    type: z.literal('emoji'),
    name: z.string(),
    unicode: z.string().optional(),
    url: z.string().optional(),
    skin_tone: z.number().optional(),
    style,
  }),
  z.strictObject({
    type: z.literal('date'),
    timestamp: z.number().int(),
    format: z.string().min(1),
    url: z.string().optional(),
    fallback: z.string().optional(),
    style,
  }),
  z.strictObject({ type: z.literal('color'), value: z.string(), style }),
  z.strictObject({ type: z.literal('team'), team_id: z.string(), style }),
]);
export type RichElement = z.infer<typeof RichElement>;

const inline = z.array(RichElement);
const Section = z.strictObject({ type: z.literal('rich_text_section'), elements: inline });

export const RichText = z.strictObject({
  type: z.literal('rich_text'),
  elements: z
    .array(
      z.discriminatedUnion('type', [
        Section,
        z.strictObject({ type: z.literal('rich_text_quote'), elements: inline, border: z.number().optional() }),
        z.strictObject({
          type: z.literal('rich_text_preformatted'),
          elements: inline,
          border: z.number().optional(),
          language: z.string().optional(),
        }),
        z.strictObject({
          type: z.literal('rich_text_list'),
          style: z.enum(['bullet', 'ordered']),
          elements: z.array(Section),
          indent: z.number().optional(),
          offset: z.number().optional(),
          border: z.number().optional(),
        }),
      ]),
    )
    .min(1),
});
export type RichText = z.infer<typeof RichText>;
