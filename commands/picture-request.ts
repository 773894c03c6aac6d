import type { AcceptedRequest } from '#src/domain/job.ts';
import { ASKED_MODES } from '#src/domain/mode.ts';
import {
  BACKGROUNDS,
  FIDELITIES,
  FORMATS,
  MAX_COUNT,
  MODERATIONS,
  NUMBER_OPTIONS,
  type RequestOptions,
  WORD_OPTIONS,
} from '#src/domain/request.ts';
import type { Option, Options } from '#src/ports/command.ts';

const MAX_PICTURES = 16;
/** Longer than any limit of ours, so that the refusal can tell the count. */
const MAX_WORDS = 6000;

/** The options that `/imagine` and `/edit` share, in the order they are offered. */
export const PICTURE_OPTIONS = {
  prompt: {
    kind: 'text',
    about: 'What the picture should show; {red,blue} makes both',
    required: true,
    max: MAX_WORDS,
  },
  model: { kind: 'text', about: 'Which model (leave out for the usual one)', complete: 'models' },
  aspect: { kind: 'text', about: 'Shape, such as 16:9', complete: 'aspects' },
  n: { kind: 'integer', about: 'How many pictures', min: 1, max: MAX_COUNT },
  quality: { kind: 'text', about: 'From low to max', complete: 'qualities' },
  background: { kind: 'choice', about: 'Transparent for stickers and logos', of: BACKGROUNDS },
  format: { kind: 'choice', about: 'File format', of: FORMATS },
  seed: {
    kind: 'integer',
    about: 'The same number makes the same picture, where the model can',
    min: 0,
    max: 2 ** 31 - 1,
  },
  mode: {
    kind: 'choice',
    about: 'A grid of four, or work on one picture: upscale, remove-background',
    of: ['auto', ...ASKED_MODES],
  },
  region: {
    kind: 'text',
    about: 'What may change: top third, center, C2-F5, box 10,20,60,80; grid shows cells, paint opens a page',
    max: 600,
  },
  negative: { kind: 'text', about: 'What must not be in it, where the model can', max: 1000 },
  scale: { kind: 'integer', about: 'How many times as large, for upscale', min: 1, max: 16 },
  size: { kind: 'text', about: 'Exact size, such as 1536x1024', complete: 'sizes' },
  style: { kind: 'text', about: 'Vivid or natural, where the model has it' },
  fidelity: { kind: 'choice', about: 'Keep faces, logos and fine detail', of: FIDELITIES },
  compression: { kind: 'integer', about: 'JPEG and WebP: 0 smallest, 100 best', min: 0, max: 100 },
  moderation: { kind: 'choice', about: "The provider's content filter", of: MODERATIONS },
  image: { kind: 'image', about: 'Pictures to start from', many: MAX_PICTURES },
  mask: { kind: 'image', about: 'What may change: erased, white on black, or drawn over a copy' },
  private: { kind: 'flag', about: 'Show the result only to me' },
  'dry-run': { kind: 'flag', about: 'Only say what it would do and cost' },
  exact: { kind: 'flag', about: 'Keep all outside the mask or region exactly; yes unless you say no' },
  // The last ones are left out where a platform has no room for all.
  partials: { kind: 'integer', about: 'How many previews to show', min: 0, max: 3 },
} as const satisfies Record<string, Option>;

/** Reads a picture request off the options. Nothing is checked here: the plan knows the model and says what is wrong. */
export function pictureRequest(command: 'imagine' | 'edit', options: Options): AcceptedRequest {
  const [mask] = options.images('mask');
  const exact = options.flag('exact');
  return {
    command,
    prompt: options.text('prompt') ?? '',
    options: {
      ...words(options, WORD_OPTIONS),
      ...numbers(options, [...NUMBER_OPTIONS, 'partials']),
      ...(exact !== undefined && { exact }),
    },
    images: options.images('image'),
    instructions: [],
    ...(mask && { mask }),
  };
}

type WordOption = (typeof WORD_OPTIONS)[number];
type NumberOption = (typeof NUMBER_OPTIONS)[number] | 'partials';

const words = (options: Options, names: readonly WordOption[]): Pick<RequestOptions, WordOption> =>
  Object.fromEntries(names.flatMap((name) => pairOf(name, options.text(name))));

const numbers = (options: Options, names: readonly NumberOption[]): Pick<RequestOptions, NumberOption> =>
  Object.fromEntries(names.flatMap((name) => pairOf(name, options.integer(name))));

const pairOf = <T>(name: string, value: T | undefined): [string, T][] => (value === undefined ? [] : [[name, value]]);
