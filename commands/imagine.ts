import type { Command } from '#src/ports/command.ts';
import { PICTURE_OPTIONS, pictureRequest } from './picture-request.ts';

/** Words to pictures, and pictures to pictures: the command most people ever use. */
export const imagine: Command = {
  name: 'imagine',
  description: 'Make a picture from words, or from words and pictures',
  who: 'everyone',
  visibility: 'public',
  options: PICTURE_OPTIONS,
  form: ['prompt', 'image', 'model', 'aspect', 'n', 'quality', 'background', 'format', 'private'],

  run: (context, options) =>
    context.submit(pictureRequest('imagine', options), {
      private: options.flag('private'),
      dryRun: options.flag('dry-run'),
    }),
};
