import { EaselError } from '#src/domain/errors.ts';
import { isWord } from '#src/domain/request.ts';
import type { IncomingRequest } from '#src/ports/chat-platform.ts';
import { ALL, WHOLE } from './forms.ts';

/**
 * Which of several pictures a person means, by the number they wrote, from 1.
 * @returns from 0.
 * @throws {EaselError} `option-invalid` where there is none of that number.
 */
export function pictureNumber(words: string, count: number): number {
  const number = /^\s*#?\s*(\d{1,6})\s*$/.exec(words)?.[1];
  const index = Number(number ?? 0) - 1;
  if (index >= 0 && index < count) return index;
  const allowed = count > 1 ? `1 to ${count}` : '1, there is only one';
  throw new EaselError('option-invalid', { option: 'picture', value: words.trim(), allowed });
}

/** Which pictures a form's answer means, from 0: the one that was named, all of them, or the first. */
export function picturesMeant({ picture }: IncomingRequest['options'], count: number): readonly number[] {
  const said = picture === undefined ? '' : String(picture);
  if (isWord(said, ALL)) return Array.from({ length: count }, (_, index) => index);
  return [said.trim() === '' ? 0 : pictureNumber(said, count)];
}

/** What a form says to its command: without what only the form asks, and without a part that is no part. */
export function commandOptions({ picture: _picture, ...options }: IncomingRequest['options']) {
  const { region, ...others } = options;
  return region === undefined || isWord(String(region), WHOLE) ? others : options;
}
