import type { AppsManifestCreateArguments } from '@slack/web-api';

type Functions = NonNullable<AppsManifestCreateArguments['manifest']['functions']>;

/** What Slack's own types of parameters are called. */
const CHANNEL = 'slack#/types/channel_id';
const USER = 'slack#/types/user_id';
const MAX_PROMPT = 3000;

/** The step that people put into their workflows: its callback id is the key. */
export const workflowSteps = (): Functions => ({
  make_picture: {
    title: 'Make a picture',
    description: 'Makes a picture from words and shows it in a channel. It costs credits of the person it is made for.',
    input_parameters: {
      properties: {
        prompt: {
          type: 'string',
          title: 'Prompt',
          description: 'What the picture should show',
          maxLength: MAX_PROMPT,
        },
        channel: { type: CHANNEL, title: 'Channel', description: 'Where the picture is shown; Easel has to be in it' },
        user: { type: USER, title: 'Person', description: 'Whose credits it costs' },
      },
      required: ['prompt', 'channel', 'user'],
    },
    output_parameters: {
      properties: {
        link: { type: 'string', title: 'Link', description: 'The message with the picture' },
        job: { type: 'string', title: 'Job', description: 'The id of the request, for /history' },
      },
      // A link is not given where Slack gives none.
      required: ['job'],
    },
  },
});
