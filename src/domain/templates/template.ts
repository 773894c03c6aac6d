import type { RequestOptions } from '#src/domain/request.ts';

/** A prompt with blanks, kept under a name, and the options it is made with. */
export interface Template {
  readonly name: string;
  readonly prompt: string;
  readonly options: TemplateOptions;
  /** Who wrote it. */
  readonly by: { readonly personId: string; readonly name: string };
  /** Epoch milliseconds of its last change. */
  readonly at: number;
}

export const TEMPLATE_OPTIONS = [
  'model',
  'aspect',
  'n',
  'quality',
  'background',
  'format',
  'style',
  'negative',
] as const satisfies readonly (keyof RequestOptions)[];

export type TemplateOptions = Pick<RequestOptions, (typeof TEMPLATE_OPTIONS)[number]>;

/** A template where it was found. Those of a tenant are everybody's in it. */
export interface FoundTemplate extends Template {
  readonly shared: boolean;
}

export const TEMPLATE_LIMITS = {
  own: 50,
  shared: 100,
  nameLength: 32,
  promptLength: 4000,
  /** As many fields as a form has room for, beside the template's name. */
  blanks: 4,
  blankLength: 500,
  /** Templates inside each other. */
  depth: 5,
  /** All that one template includes, each as often as it is included. */
  includes: 40,
} as const;

/** A template's name as it is kept; `undefined` where it is none. */
export function templateName(said: string): string | undefined {
  const name = said.normalize('NFC').trim().toLowerCase();
  return NAME.test(name) && [...name].length <= TEMPLATE_LIMITS.nameLength ? name : undefined;
}

const NAME = /^[\p{L}\p{N}][\p{L}\p{N}_-]*$/u;
