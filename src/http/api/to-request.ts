import { EaselError } from '#src/domain/errors.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { worksOnOne } from '#src/domain/mode.ts';
import type { Limits } from '#src/domain/policy.ts';
import { isBlank, promptLength } from '#src/domain/prompt.ts';
import type { RequestOptions } from '#src/domain/request.ts';
import { text } from '#src/domain/text.ts';
import type { Operation } from './api-route.ts';
import type { ApiBody } from './body/read-body.ts';
import type { PictureFields } from './picture-fields.ts';

/**
 * What is asked for, as the engine takes it. Words stand for nothing but themselves: braces make no batch of a request that a
 * program wrote.
 * @throws {EaselError} `empty-prompt`, `prompt-too-long`.
 */
export function toRequest(
  operation: Operation,
  fields: PictureFields,
  { images, mask }: Pick<ApiBody, 'images' | 'mask'>,
  limits: Pick<Limits, 'promptLength'>,
): AcceptedRequest {
  checkWords(fields, limits);
  const user = userOf(fields);
  return {
    command: operation === 'edit' ? 'edit' : 'imagine',
    prompt: fields.prompt,
    literal: true,
    options: optionsOf(fields),
    formatBinds: true,
    images: images.map(({ image }) => image),
    ...(mask && { mask: mask.image }),
    instructions: [],
    ...(user !== undefined && { endUser: user }),
    ...(fields.complexity !== undefined && { notes: [text('complexity is not used here, so it was left out.')] }),
  };
}

/** In the caller's own words. */
export const userOf = ({ user, safety_identifier }: PictureFields): string | undefined => user ?? safety_identifier;

function checkWords({ prompt, mode }: PictureFields, { promptLength: limit }: Pick<Limits, 'promptLength'>): void {
  if (worksOnOne(mode)) return;
  if (isBlank(prompt)) throw new EaselError('empty-prompt', {});
  const length = promptLength(prompt);
  if (length > limit) throw new EaselError('prompt-too-long', { length, limit });
}

/** Under the engine's own names. Unfinished pictures are made only for whoever streams them. */
function optionsOf(fields: PictureFields): RequestOptions {
  return {
    ...given('model', fields.model),
    ...given('size', fields.size),
    ...given('aspect', fields.aspect),
    ...given('quality', fields.quality),
    ...given('style', fields.style),
    ...given('background', fields.background),
    ...given('format', fields.output_format),
    ...given('compression', fields.output_compression),
    ...given('moderation', fields.moderation),
    ...given('n', fields.n),
    ...given('seed', fields.seed),
    ...given('negative', fields.negative),
    ...given('mode', fields.mode),
    ...given('region', fields.region),
    ...given('exact', fields.exact),
    ...given('scale', fields.scale),
    ...given('fidelity', fields.input_fidelity),
    ...given('timeoutSeconds', fields.timeout),
    partials: fields.stream ? (fields.partial_images ?? 0) : 0,
  };
}

const given = <K extends keyof RequestOptions>(name: K, value: RequestOptions[K]): Pick<RequestOptions, K> | object =>
  value === undefined ? {} : { [name]: value };
