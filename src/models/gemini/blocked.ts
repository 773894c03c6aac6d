import { EaselError } from '#src/domain/errors.ts';
import type { CallContext } from '#src/net/call-context.ts';
import { scrub } from '#src/net/scrub.ts';
import type { Answer } from './answer.ts';

/** Why a candidate ended, where a filter ended it. Source: the vendor's description of `FinishReason`. */
const FILTERED: Readonly<Record<string, string>> = {
  SAFETY: 'safety',
  IMAGE_SAFETY: 'unsafe picture',
  PROHIBITED_CONTENT: 'prohibited content',
  IMAGE_PROHIBITED_CONTENT: 'prohibited content',
  BLOCKLIST: 'forbidden words',
  SPII: 'personal data',
  RECITATION: 'too close to an existing work',
  IMAGE_RECITATION: 'too close to an existing work',
  LANGUAGE: 'a language it does not speak',
  ESCALATION: 'safety',
};

/** Why a prompt was not even begun. `OTHER` says nothing. */
const REFUSED: Readonly<Record<string, string>> = {
  ...FILTERED,
  MODEL_ARMOR: 'safety',
  JAILBREAK: 'an attempt to get around the rules',
};

/**
 * What stands in place of a result: a block, which comes as an answer like any other, or nothing at all.
 * @param nothing the code where neither prompt nor result was blocked.
 */
export function withoutResult(
  answer: Answer,
  context: CallContext,
  nothing: 'no-image' | 'provider-failed' = 'no-image',
): EaselError {
  const { blockReason, finishReason } = answer;
  const cause = causeOf(answer, context);
  if (blockReason)
    return new EaselError('content-blocked', { stage: 'input', ...kindsOf(REFUSED[blockReason], answer) }, { cause });
  if (Object.hasOwn(FILTERED, finishReason))
    return new EaselError(
      'content-blocked',
      { stage: 'output', ...kindsOf(FILTERED[finishReason], answer) },
      { cause },
    );
  return new EaselError(nothing, { provider: context.provider }, { cause });
}

/** In words people understand: the kinds of harm where they are told, else the reason. */
function kindsOf(reason: string | undefined, { harms }: Answer): { readonly categories?: readonly string[] } {
  const kinds = harms.length > 0 ? harms.map(plainHarm) : reason ? [reason] : [];
  return kinds.length > 0 ? { categories: [...new Set(kinds)] } : {};
}

/** `HARM_CATEGORY_SEXUALLY_EXPLICIT` -> `sexually explicit`. */
const plainHarm = (category: string): string =>
  category
    .replace(/^HARM_CATEGORY_(IMAGE_)?/, '')
    .replaceAll('_', ' ')
    .toLowerCase();

/** For the log: how it ended, and what the model said instead, which is often the reason. */
function causeOf(
  { blockReason, finishReason, finishMessage, text, responseId }: Answer,
  { secrets }: CallContext,
): Error {
  const words = [blockReason, finishReason, finishMessage, text].filter((each) => each !== undefined && each !== '');
  const cause = new Error(scrub(words.join(': '), secrets) || 'The answer was empty.');
  return Object.assign(cause, responseId !== undefined && { requestId: responseId });
}
