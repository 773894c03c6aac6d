import type { AcceptedRequest } from '#src/domain/job.ts';
import { isWord } from '#src/domain/request.ts';
import { text } from '#src/domain/text.ts';
import type { Place } from '#src/ports/chat-platform.ts';

const LENIENT = 'low';

/**
 * A request as its place allows it: a lenient content filter is only for places for adults. Repeating it changes nothing more.
 * Where a platform has no mark for such places, the operator alone decides.
 */
export function inPlace(request: AcceptedRequest, { ageRestricted }: Pick<Place, 'ageRestricted'>): AcceptedRequest {
  if (ageRestricted !== false || !isWord(request.options.moderation, LENIENT)) return request;
  const note = text('Low moderation is only for places marked as age-restricted, so auto was used.');
  return {
    ...request,
    options: { ...request.options, moderation: 'auto' },
    notes: [...(request.notes ?? []), note],
  };
}
