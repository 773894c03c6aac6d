import type { AcceptedRequest } from '#src/domain/job.ts';
import type { Command, Options } from '#src/ports/command.ts';
import { PICTURE_OPTIONS } from './picture-request.ts';

/** All of it together, name and gender included, stays within what a prompt may have unless the operator wants it shorter. */
const BIO_LENGTH = 600;
const { model, aspect, quality, seed } = PICTURE_OPTIONS;

/** A portrait of somebody by what they tell of themselves, and variations of it. */
export const avatar: Command = {
  name: 'avatar',
  description: 'Make a portrait from a few words about somebody, and variations of it',
  who: 'everyone',
  visibility: 'public',
  options: {
    bio: { kind: 'text', about: 'A few words about them: work, hobbies, taste', required: true, max: BIO_LENGTH },
    bio2: { kind: 'text', about: 'More about them', max: BIO_LENGTH },
    bio3: { kind: 'text', about: 'More about them', max: BIO_LENGTH },
    name: { kind: 'text', about: 'Their name', max: 100 },
    gender: { kind: 'text', about: 'In their own word, or none', max: 50 },
    count: { kind: 'integer', about: 'How many variations: 4, 8 or more fours', min: 4, max: 36 },
    model,
    aspect,
    quality,
    seed,
    private: PICTURE_OPTIONS.private,
    'dry-run': PICTURE_OPTIONS['dry-run'],
  },
  form: ['bio', 'name', 'gender', 'count', 'model', 'aspect', 'quality', 'private'],

  run: (context, options) =>
    context.submit(avatarRequest(options), { private: options.flag('private'), dryRun: options.flag('dry-run') }),
};

function avatarRequest(options: Options): AcceptedRequest {
  const bios = ['bio', 'bio2', 'bio3'].flatMap((name) => options.text(name)?.trim() || []);
  const [name, gender] = [options.text('name')?.trim(), options.text('gender')?.trim()];
  return {
    command: 'avatar',
    prompt: `${name ? `${name}: ` : ''}${bios.join(' ')}`,
    avatar: { bios, ...(name && { name }), ...(gender && { gender }) },
    options: {
      ...optional('model', options.text('model')),
      ...optional('aspect', options.text('aspect')),
      ...optional('quality', options.text('quality')),
      ...optional('seed', options.integer('seed')),
      ...optional('n', options.integer('count')),
    },
    images: [],
    instructions: [],
  };
}

const optional = <K extends string, V>(key: K, value: V | undefined): { readonly [P in K]?: V } =>
  value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V }); // the key is this very one
