import type { InputNames, ModelEntry } from '#src/domain/model.ts';
import type { FittedRequest } from '#src/ports/image-model.ts';

/** The pictures of a request as a model can be given them: addresses or data URLs. */
export interface Attached {
  readonly references: readonly string[];
  readonly mask?: string;
}

type Input = Readonly<Record<string, unknown>>;

/** The input of a prediction: each part of the request under the name the model has for it, as its entry says. */
export function inputOf(
  { inputs = {} }: Pick<ModelEntry, 'inputs'>,
  { prompt, options }: FittedRequest,
  { references, mask }: Attached,
): Input {
  const { quality, format } = options;
  return {
    ...inputs.always,
    ...(options.count > 1 && inputs.several),
    ...named(inputs.prompt, prompt),
    ...named(inputs.aspect, options.aspect),
    ...named(inputs.quality, quality && (inputs.qualityValues?.[quality] ?? quality)),
    ...named(inputs.count, options.count),
    ...named(inputs.seed, options.seed),
    ...named(inputs.negative, options.negative),
    ...named(inputs.format, inputs.formatValues?.[format] ?? format),
    ...named(inputs.compression, options.compression),
    ...named(inputs.scale, options.scale),
    ...referencesOf(inputs, references),
    ...named(inputs.mask, mask),
  };
}

function referencesOf({ references: field }: InputNames, references: readonly string[]): Input {
  if (!field || references.length === 0) return {};
  return { [field.name]: field.many ? references : references[0] };
}

const named = (name: string | undefined, value: unknown): Input =>
  name === undefined || value === undefined ? {} : { [name]: value };

/** Where a prediction is created, and what its body says of the model: by name, or by the version of a community model. */
export function routeOf({ vendorId }: Pick<ModelEntry, 'vendorId'>): {
  readonly path: string;
  readonly version?: string;
} {
  const [, version] = vendorId.split(':');
  return version === undefined ? { path: `/models/${vendorId}/predictions` } : { path: '/predictions', version };
}
