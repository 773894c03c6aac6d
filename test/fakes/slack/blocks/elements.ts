import { z } from 'zod';
import { ButtonElement, Confirm, ImageElement, plainText, TextObject, upTo } from './texts.ts';

const common = {
  action_id: upTo(255).optional(),
  focus_on_load: z.boolean().optional(),
};
const placeholder = plainText(150).optional();
const confirm = Confirm.optional();

const Option = z.strictObject({
  text: TextObject(75),
  value: upTo(150).min(1),
  description: TextObject(75).optional(),
  url: upTo(3000).optional(),
});
export type Option = z.infer<typeof Option>;
const options = (max: number) => z.array(Option).min(1).max(max);
const OptionGroup = z.strictObject({ label: plainText(75), options: options(100) });

const typed = {
  ...common,
  placeholder,
  initial_value: z.string().optional(),
  dispatch_action_config: z.looseObject({}).optional(),
};
const length = z.number().int().min(0).max(3000).optional();

const StaticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...common,
    placeholder,
    confirm,
    options: options(100).optional(),
    option_groups: z.array(OptionGroup).max(100).optional(),
    initial_option: Option.optional(),
  })
  .refine((select) => {
    const all = select.options ?? select.option_groups?.flatMap((group) => group.options) ?? [];
    return !select.initial_option || all.some(({ value }) => value === select.initial_option?.value);
  }, 'initial_option is none of the options');

/** Any element of a block. */
export const Element = z.discriminatedUnion('type', [
  ButtonElement,
  ImageElement,
  StaticSelect,
  z.strictObject({
    type: z.literal('radio_buttons'),
    ...common,
    confirm,
    options: options(10),
    initial_option: Option.optional(),
  }),
  z.strictObject({
    type: z.literal('checkboxes'),
    ...common,
    confirm,
    options: options(10),
    initial_options: options(10).optional(),
  }),
  z.strictObject({
    type: z.literal('plain_text_input'),
    ...typed,
    multiline: z.boolean().optional(),
    min_length: length,
    max_length: length,
  }),
  z.strictObject({
    type: z.literal('number_input'),
    ...typed,
    is_decimal_allowed: z.boolean(),
    min_value: z.string().optional(),
    max_value: z.string().optional(),
  }),
  z.strictObject({ type: z.enum(['email_text_input', 'url_text_input']), ...typed }),
  z.strictObject({
    type: z.literal('file_input'),
    action_id: common.action_id,
    filetypes: z
      .array(z.string().regex(/^[a-z0-9]+$/, 'invalid file type'))
      .min(1)
      .optional(),
    max_files: z.number().int().min(1).max(10).optional(),
  }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...common,
    placeholder,
    confirm,
    initial_conversation: z.string().optional(),
    default_to_current_conversation: z.boolean().optional(),
    response_url_enabled: z.boolean().optional(),
    filter: z
      .strictObject({
        include: z
          .array(z.enum(['im', 'mpim', 'private', 'public']))
          .min(1)
          .optional(),
        exclude_external_shared_channels: z.boolean().optional(),
        exclude_bot_users: z.boolean().optional(),
      })
      .optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...common,
    placeholder,
    confirm,
    initial_channel: z.string().optional(),
    response_url_enabled: z.boolean().optional(),
  }),
  z.strictObject({
    type: z.literal('users_select'),
    ...common,
    placeholder,
    confirm,
    initial_user: z.string().optional(),
  }),
  z.strictObject({ type: z.literal('overflow'), action_id: common.action_id, confirm, options: options(5) }),
  z.looseObject({
    type: z.enum([
      'multi_static_select',
      'external_select',
      'multi_external_select',
      'multi_users_select',
      'multi_conversations_select',
      'multi_channels_select',
      'datepicker',
      'timepicker',
      'datetimepicker',
      'rich_text_input',
      'workflow_button',
      'feedback_buttons',
      'icon_button',
    ]),
    action_id: common.action_id,
  }),
]);
export type Element = z.infer<typeof Element>;
