import type { Drawn } from './make-picture.ts';
import type { Order } from './order.ts';
import { type Sent, wordsOf } from './read-sent.ts';

/** What each answer is made of beside its parts. */
export interface Frame {
  readonly model: string;
  readonly responseId: string;
}

/** Google's `GenerateContentResponse`, so far as it is used. */
interface WireAnswer {
  readonly candidates?: readonly object[];
  readonly promptFeedback?: object;
  readonly usageMetadata: object;
  readonly modelVersion: string;
  readonly responseId: string;
}

/** Tokens of thinking, the same for every request. */
const THOUGHTS = 190;
/** Of one reference; what it really is differs from model to model. */
const REFERENCE_TOKENS = 258;

/** A draft among the thoughts, a sentence where words are asked for, and the finished picture last. */
export function pictureAnswer(order: Order, { bytes, mimeType, draft }: Drawn, frame: Frame): WireAnswer {
  const parts = [
    { text: 'Sketching the composition first.', thought: true },
    { inlineData: { mimeType: 'image/jpeg', data: draft.toString('base64') }, thought: true },
    ...(order.withText ? [{ text: sentenceFor(order) }] : []),
    { inlineData: { mimeType, data: bytes.toString('base64') }, thoughtSignature: SIGNATURE },
  ];
  return answer([candidate(parts)], usageOf(order, order.model.sizes[order.sizeName] ?? 0), frame);
}

/** Words only. */
export const textAnswer = (order: Order, frame: Frame): WireAnswer =>
  answer(
    [candidate([{ text: 'I am sorry, I can only describe this picture, not draw it.' }])],
    usageOf(order, 0),
    frame,
  );

/** It was meant to draw, and did not. */
export const noPicture = (order: Order, frame: Frame): WireAnswer =>
  answer([ended('NO_IMAGE', 'Unable to show the generated image.')], usageOf(order, 0), frame);

/** The finished picture was blocked. */
export const blockedPicture = (categories: readonly string[], frame: Frame): WireAnswer =>
  answer(
    [
      {
        ...ended('IMAGE_SAFETY', 'Unable to show the generated image. It may go against the guidelines.'),
        ...(categories.length > 0 && { safetyRatings: ratings(categories) }),
      },
    ],
    { promptTokenCount: 0, totalTokenCount: 0 },
    frame,
  );

/** The prompt was blocked, which is an answer like any other here. */
export const blockedPrompt = (categories: readonly string[], { model, responseId }: Frame): WireAnswer => ({
  promptFeedback:
    categories.length > 0
      ? { blockReason: 'SAFETY', safetyRatings: ratings(categories) }
      : { blockReason: 'PROHIBITED_CONTENT' },
  usageMetadata: { promptTokenCount: 0, totalTokenCount: 0 },
  modelVersion: model,
  responseId,
});

/** What a model that writes says: always the same about the same words. */
export function writtenAnswer(sent: Sent, frame: Frame): WireAnswer {
  const words = wordsOf(sent).replace(/\s+/g, ' ').slice(0, 200);
  const text = `A portrait of ${words}, in soft daylight, with calm colors and a plain background.`;
  const [prompt, output] = [tokensOf(words), tokensOf(text)];
  const usage = { promptTokenCount: prompt, candidatesTokenCount: output, totalTokenCount: prompt + output };
  return answer([candidate([{ text }])], usage, frame);
}

const SIGNATURE = Buffer.from('simulator').toString('base64');

const candidate = (parts: readonly object[]): object => ({
  content: { role: 'model', parts },
  finishReason: 'STOP',
  index: 0,
});

const ended = (finishReason: string, finishMessage: string): object => ({
  content: { role: 'model' },
  finishReason,
  finishMessage,
  index: 0,
});

const answer = (candidates: readonly object[], usageMetadata: object, { model, responseId }: Frame): WireAnswer => ({
  candidates,
  usageMetadata,
  modelVersion: model,
  responseId,
});

/** `dangerous content` -> a rating of `HARM_CATEGORY_DANGEROUS_CONTENT`. */
const ratings = (categories: readonly string[]): readonly object[] =>
  categories.map((category) => ({
    category: `HARM_CATEGORY_${category.toUpperCase().replaceAll(' ', '_')}`,
    probability: 'HIGH',
    blocked: true,
  }));

const sentenceFor = ({ references }: Order): string =>
  references.length > 0 ? 'Here is your picture, changed as you asked.' : 'Here is the picture you asked for.';

function usageOf({ prompt, references }: Order, pictureTokens: number): object {
  const [text, image] = [tokensOf(prompt), references.length * REFERENCE_TOKENS];
  const output = pictureTokens > 0 ? pictureTokens : 20;
  return {
    promptTokenCount: text + image,
    candidatesTokenCount: output,
    thoughtsTokenCount: THOUGHTS,
    totalTokenCount: text + image + output + THOUGHTS,
    promptTokensDetails: [
      { modality: 'TEXT', tokenCount: text },
      ...(image > 0 ? [{ modality: 'IMAGE', tokenCount: image }] : []),
    ],
    candidatesTokensDetails: [{ modality: pictureTokens > 0 ? 'IMAGE' : 'TEXT', tokenCount: output }],
  };
}

const tokensOf = (words: string): number => Math.ceil(words.length / 4);
