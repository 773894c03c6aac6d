import { describe, expect, it } from 'vitest';
import { explain } from '#src/domain/errors.ts';
import { plainText } from '#src/domain/text.ts';
import { json } from '../../fakes/scripted-server.ts';
import { refusalOf, requestOf, startRun } from '../setup.ts';
import { API_KEY, answer, answering, image, scriptedModel } from './setup.ts';

async function made(parts: readonly object[], more: object = {}) {
  const { model } = await scriptedModel(answering(parts, more));
  const { pictures, ...others } = await model.generate(requestOf(), startRun().run);
  return { pictures: pictures.map(({ bytes }) => Buffer.from(bytes).toString()), ...others };
}

async function refused(body: unknown) {
  const { model } = await scriptedModel(json(body));
  return refusalOf(model.generate(requestOf(), startRun().run));
}

const ended = (finishReason: string, more: object = {}) => ({ candidates: [{ finishReason, index: 0, ...more }] });

describe("Gemini's answers", () => {
  it('are the last picture that is no thought, and the words beside it', async () => {
    const parts = [
      { text: 'Let me think.', thought: true },
      image('draft', { thought: true }),
      { text: 'Here you are. ' },
      image('first'),
      image('final', { thoughtSignature: 'c2ln' }),
      { text: 'Enjoy!' },
    ];
    expect(await made(parts)).toMatchObject({ pictures: ['final'], text: 'Here you are.\nEnjoy!' });
  });

  it('have no text where none was said', async () => {
    expect(await made([{ text: ' ' }, image('final')])).not.toHaveProperty('text');
  });

  it('keep the bytes as they came, whatever type was declared', async () => {
    const { pictures } = await made([{ inlineData: { mimeType: 'image/png', data: 'AAH/' } }]);
    expect(pictures).toEqual([Buffer.from([0, 1, 255]).toString()]);
  });

  it('leave out what is no picture', async () => {
    const sound = { inlineData: { mimeType: 'audio/wav', data: 'AAAA' } };
    expect((await made([image('final'), sound, 7 as never, { functionCall: {} }])).pictures).toEqual(['final']);
  });

  it('count thinking as what came out', async () => {
    const usageMetadata = {
      promptTokenCount: 270,
      promptTokensDetails: [
        { modality: 'TEXT', tokenCount: 12 },
        { modality: 'IMAGE', tokenCount: 258 },
      ],
      candidatesTokenCount: 1120,
      thoughtsTokenCount: 190,
      totalTokenCount: 1580,
    };
    expect((await made([image('x')], { usageMetadata })).usage).toEqual({
      inputTokens: 270,
      inputTextTokens: 12,
      inputImageTokens: 258,
      outputTokens: 1310,
      totalTokens: 1580,
    });
  });

  it.each([[undefined], [{}], ['many'], [{ promptTokenCount: -1 }]])(
    'have no usage where it is %j',
    async (usageMetadata) => {
      expect(await made([image('x')], { usageMetadata })).not.toHaveProperty('usage');
    },
  );

  it('name themselves for the provider’s support', async () => {
    expect((await made([image('x')])).providerRequestId).toBe('resp-1');
  });

  it.each<[string, object, object]>([
    [
      'a prompt',
      { promptFeedback: { blockReason: 'PROHIBITED_CONTENT' } },
      { stage: 'input', categories: ['prohibited content'] },
    ],
    ['a prompt for no reason', { promptFeedback: { blockReason: 'OTHER' } }, { stage: 'input' }],
    ['a prompt for a reason of tomorrow', { promptFeedback: { blockReason: 'NEW' } }, { stage: 'input' }],
    [
      'a prompt, saying what for',
      {
        promptFeedback: {
          blockReason: 'SAFETY',
          safetyRatings: [
            { category: 'HARM_CATEGORY_SEXUALLY_EXPLICIT', probability: 'HIGH', blocked: true },
            { category: 'HARM_CATEGORY_HARASSMENT', probability: 'HIGH' },
          ],
        },
      },
      { stage: 'input', categories: ['sexually explicit'] },
    ],
    [
      'a picture, only rating it',
      ended('SAFETY', {
        safetyRatings: [
          { category: 'HARM_CATEGORY_IMAGE_HATE', probability: 'MEDIUM' },
          { category: 'HARM_CATEGORY_HARASSMENT', probability: 'NEGLIGIBLE' },
        ],
      }),
      { stage: 'output', categories: ['hate'] },
    ],
    ['an unsafe picture', ended('IMAGE_SAFETY'), { stage: 'output', categories: ['unsafe picture'] }],
    ['a known work', ended('IMAGE_RECITATION'), { stage: 'output', categories: ['too close to an existing work'] }],
    ['forbidden words', ended('BLOCKLIST'), { stage: 'output', categories: ['forbidden words'] }],
    ['a language', ended('LANGUAGE'), { stage: 'output', categories: ['a language it does not speak'] }],
  ])('that block %s are told as a block, in plain words', async (_what, body, details) => {
    const error = await refused({ responseId: 'resp-2', ...body });
    expect({ code: error.code, details: error.details, retryable: error.retryable }).toEqual({
      code: 'content-blocked',
      details,
      retryable: false,
    });
    expect(error.cause).toHaveProperty('requestId', 'resp-2');
  });

  it('say to people what was blocked', async () => {
    const error = await refused(ended('IMAGE_PROHIBITED_CONTENT'));
    expect(plainText(explain(error))).toBe(
      "The provider's content policy blocked the finished picture (prohibited content). Word the prompt differently, or use other pictures. Nothing was charged.",
    );
  });

  it.each<[string, unknown]>([
    ['words only', answer([{ text: 'I cannot draw.' }])],
    ['thoughts only', answer([image('draft', { thought: true })])],
    ['no picture, by its own word', ended('NO_IMAGE')],
    ['no picture, too long thoughts', ended('MAX_TOKENS')],
    ['no picture for other reasons', ended('IMAGE_OTHER')],
    ['nothing', {}],
    ['an empty list', { candidates: [] }],
    ['another form', { candidates: 'none', promptFeedback: 3 }],
    ['a picture without bytes', answer([{ inlineData: { mimeType: 'image/png' } }])],
  ])('without a picture are no answer: %s', async (_what, body) => {
    expect((await refused(body)).code).toBe('no-image');
  });

  it('keep for the log what was said instead, without keys', async () => {
    const error = await refused(answer([{ text: `I only describe: a fox. ${API_KEY}` }]));
    expect(error.cause).toMatchObject({ message: 'STOP: I only describe: a fox. (key)', requestId: 'resp-1' });
  });

  it('whose picture is no base64 are damaged', async () => {
    expect((await refused(answer([{ inlineData: { mimeType: 'image/png', data: '<svg>' } }]))).code).toBe(
      'image-corrupt',
    );
  });

  it('that are no JSON have no picture', async () => {
    const { model } = await scriptedModel((response) => void response.writeHead(200).end('<html>'));
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('no-image');
  });

  it('that break off leave the outcome unknown', async () => {
    const { model } = await scriptedModel((response) => {
      response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
      response.write('{"candidates":[', () => response.socket?.destroy());
    });
    expect((await refusalOf(model.generate(requestOf(), startRun().run))).code).toBe('outcome-unknown');
  });
});
