import type { NamedFile } from '#src/app/card-picture.ts';
import { resultMetadata, wireUsage } from '#src/app/job-metadata.ts';
import { planOf } from '#src/app/run-job.ts';
import { EaselError } from '#src/domain/errors.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import { extensionOf, type PictureType, type StoredPicture } from '#src/domain/picture.ts';
import { formatSize } from '#src/domain/shape.ts';
import type { Usage } from '#src/domain/usage.ts';

/** A finished job as OpenAI's `ImagesResponse` names it, but for the pictures. It depends on the job alone, so that it can be given again. */
export function imageFacts(job: Job, result: JobResult) {
  const { quality, background } = (result.plan ?? planOf(job)).options;
  const [first] = result.pictures;
  return {
    background: background === 'transparent' ? 'transparent' : 'opaque',
    output_format: formatOf(first?.type ?? 'image/png'),
    ...(quality !== undefined && { quality }),
    ...(first && { size: formatSize(first) }),
    usage: wireUsage(result.usage ?? NO_USAGE),
    metadata: metadataOf(job, result),
  };
}

/** When it was asked for, in seconds. */
export const createdOf = ({ createdAt }: Job): number => Math.floor(createdAt / 1000);

/** What each picture of a result is called where it is saved. */
export const fileOf = (job: Job, { key, type }: StoredPicture, index: number): NamedFile => ({
  key,
  type,
  name: `easel-${job.id}-${index + 1}.${extensionOf(type)}`,
});

/** @throws {EaselError} `not-found` where the pictures were deleted. */
export function resultOf({ result, deletedAt }: Job): JobResult {
  if (!result || deletedAt !== undefined) throw new EaselError('not-found', { what: 'What this job made' });
  return result;
}

/** Of the picture of that number: all the tokens together make the job's. */
export function usageShare(usage: Usage | undefined, index: number, of: number) {
  const { outputTokens, ...input } = usage ?? NO_USAGE;
  const each = Math.floor(outputTokens / of);
  const output = index === 0 ? outputTokens - each * (of - 1) : each;
  const { inputTokens, inputTextTokens, inputImageTokens } = index === 0 ? input : NO_USAGE;
  return wireUsage({
    inputTokens,
    inputTextTokens,
    inputImageTokens,
    outputTokens: output,
    totalTokens: inputTokens + output,
  });
}

export const formatOf = (type: PictureType): 'png' | 'jpeg' | 'webp' =>
  type === 'image/png' ? 'png' : type === 'image/jpeg' ? 'jpeg' : 'webp';

/** What it cost whoever runs Easel is theirs to know. */
export function metadataOf(job: Job, result: JobResult) {
  const { costUsdMicros: _cost, providerRequestId: _id, ...metadata } = resultMetadata(job, result);
  return metadata;
}

/** Where a provider counts no tokens, clients that add them up still find numbers. */
const NO_USAGE: Usage = { inputTokens: 0, inputTextTokens: 0, inputImageTokens: 0, outputTokens: 0, totalTokens: 0 };
