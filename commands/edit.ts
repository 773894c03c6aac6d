import type { Command } from '#src/ports/command.ts';
import { PICTURE_OPTIONS, pictureRequest } from './picture-request.ts';

const { image, prompt, ...others } = PICTURE_OPTIONS;

/** Changes a picture by words: the picture first, then what to change. */
export const edit: Command = {
  name: 'edit',
  description: 'Change a picture by words, with a mask if only a part may change',
  who: 'everyone',
  visibility: 'public',
  menu: { on: 'picture', label: 'Edit this image' },
  options: {
    image: { ...image, about: 'The picture to change, then others to use', required: true },
    // Enlarging and cutting out need no words; the plan asks for them where they are needed.
    prompt: { ...prompt, about: 'What should change', required: false },
    ...others,
  },
  form: ['image', 'prompt', 'region', 'mask', 'model', 'n', 'aspect', 'quality', 'background', 'format', 'private'],

  run: (context, options) =>
    context.submit(pictureRequest('edit', options), {
      private: options.flag('private'),
      dryRun: options.flag('dry-run'),
    }),
};
