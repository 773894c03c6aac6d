import { planOf } from '#src/app/run-job.ts';
import type { Job, JobResult } from '#src/domain/job.ts';
import type { Picture, StoredPicture } from '#src/domain/picture.ts';
import { formatSize } from '#src/domain/shape.ts';
import type { Operation } from './api-route.ts';
import type { ApiEvent } from './events/send-events.ts';
import { createdOf, formatOf, metadataOf, usageShare } from './image-answer.ts';
import type { PictureFields } from './picture-fields.ts';
import type { Problem } from './problem.ts';

const NAMES = { generation: 'image_generation', edit: 'image_edit' } as const;

/** An unfinished picture, as OpenAI streams it. @param step counts from 1. @param created seconds. */
export const partialEvent = (
  operation: Operation,
  picture: Picture,
  { step, fields }: { readonly step: number; readonly fields: PictureFields },
  created: number,
): ApiEvent => ({
  type: `${NAMES[operation]}.partial_image`,
  // As it came where it came so: to ask for its bytes would decode it.
  ...(picture.base64 ? { base64: picture.base64 } : { bytes: picture.bytes }),
  fields: {
    partial_image_index: step - 1,
    created_at: created,
    size: fields.size ?? 'auto',
    quality: fields.quality ?? 'auto',
    background: fields.background ?? 'auto',
    output_format: formatOf(picture.type),
  },
});

/** Each finished picture. The first one carries what the whole request took in. */
export const completedEvents = (operation: Operation, job: Job, result: JobResult): readonly ApiEvent[] =>
  result.pictures.map((picture, index) => completedEvent(operation, job, result, { picture, index }));

function completedEvent(
  operation: Operation,
  job: Job,
  result: JobResult,
  { picture, index }: { readonly picture: StoredPicture; readonly index: number },
): ApiEvent {
  const { quality = 'auto', background } = (result.plan ?? planOf(job)).options;
  return {
    type: `${NAMES[operation]}.completed`,
    key: picture.key,
    fields: {
      created_at: createdOf(job),
      size: formatSize(picture),
      quality,
      background: background === 'transparent' ? 'transparent' : 'opaque',
      output_format: formatOf(picture.type),
      usage: usageShare(result.usage, index, result.pictures.length),
      metadata: metadataOf(job, result),
    },
  };
}

/** A failure in the middle of a stream, in the form that OpenAI's clients throw. */
export const errorEvent = ({ body }: Problem): ApiEvent => ({ type: 'error', fields: { error: body.error } });
