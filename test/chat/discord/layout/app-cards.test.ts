import { describe, expect, it } from 'vitest';
import { layAnswer } from '#src/chat/discord/layout/answer.ts';
import { layFailure } from '#src/chat/discord/layout/failure.ts';
import type { LaidFile } from '#src/chat/discord/layout/laid.ts';
import { layModal } from '#src/chat/discord/layout/modal.ts';
import { layProgress } from '#src/chat/discord/layout/progress.ts';
import { layQuestion } from '#src/chat/discord/layout/question.ts';
import { layResult } from '#src/chat/discord/layout/result.ts';
import { EaselError } from '#src/domain/errors.ts';
import { plainText, type Text } from '#src/domain/text.ts';
import type { CardPicture, ResultCard } from '#src/ports/cards.ts';
import { asMany, openKit } from '../../../app/open-kit.ts';
import { pngOf } from '../../../fixtures/pictures.ts';
import { labelsIn, readIn, rowsIn } from './read-layout.ts';
import { faultsOf, modalFaultsOf } from './strict-message.ts';

const PNG = await pngOf({ width: 32, height: 24 });

const fileOf = ({ name, alt }: CardPicture): LaidFile => ({ name: name.replace(/[^\w.-]/g, '_'), alt });

const shown = (card: ResultCard) =>
  layResult(card, {
    pictures: card.pictures.map(fileOf),
    notes: [],
    ...(card.references?.sheet && { references: fileOf(card.references.sheet) }),
  });

/** A finished request of the app. */
async function finished(asked: { prompt: string; n?: number; images?: number }) {
  const kit = openKit({ generate: asMany, policy: { allowance: 500 } });
  await kit.start();
  const { prompt, n = 1, images = 0 } = asked;
  const { id } = await kit.talk.ask({
    name: images > 0 ? 'edit' : 'imagine',
    options: { prompt, n },
    images: images > 0 ? { image: Array.from({ length: images }, () => PNG) } : {},
  });
  const message = await kit.ended(id);
  if (!message.result) throw new Error(plainText(message.failure?.failure.text ?? []));
  return { kit, message, card: message.result };
}

/** What a text says without escapes, as the reader sees it; times are written by each platform in its own way. */
const said = (words: Text): string => plainText(words.filter((part) => !('time' in part)));

describe("the app's own cards", () => {
  it('hold ten pictures with every button of the whole and of each', async () => {
    const { card } = await finished({ prompt: 'a fox', n: 10 });
    const laid = shown(card);
    expect(faultsOf(laid)).toEqual([]);
    const wanted = new Set(card.actions.map(({ label }) => label));
    expect(new Set(labelsIn(laid))).toEqual(wanted);
    expect(rowsIn(laid).length).toBeLessThanOrEqual(6);
  });

  it.each([1, 4])('say every fact, with %i pictures', async (n) => {
    const { card } = await finished({ prompt: 'a fox', n });
    const read = readIn(shown(card));
    const told = card.facts.filter(({ label }) => label !== 'Provider' && label !== 'Job');
    for (const { value } of told)
      for (const words of said(value).split(/, because (?:it is )?/)) expect(read).toContain(words);
    expect(read).toContain('a fox');
  });

  it('show what several pictures were made from, small, with their number', async () => {
    const { card } = await finished({ prompt: 'both on one table', images: 2 });
    const laid = shown(card);
    expect(faultsOf(laid)).toEqual([]);
    expect(readIn(laid)).toContain('2 references used');
    expect(JSON.stringify(laid)).toContain('"type":11');
  });

  it('show each state of the way there', async () => {
    const { message } = await finished({ prompt: '@everyone 狐 '.repeat(100) });
    expect(message.progress.length).toBeGreaterThan(1);
    for (const state of message.progress) {
      const laid = layProgress(state);
      expect(faultsOf(laid)).toEqual([]);
      expect(readIn(laid)).toContain(`${state.percent} %`);
      expect(labelsIn(laid)).toEqual(['Cancel']);
    }
  });

  it('ask before much is spent', async () => {
    const kit = openKit({ policy: { allowance: 500 } });
    await kit.start();
    const { question } = await kit.talk.ask({ options: { prompt: '{red,blue,green,gold,black,white} {fox,owl,cat}' } });
    if (!question) throw new Error('Nothing was asked.');
    const laid = layQuestion(question);
    expect(faultsOf(laid)).toEqual([]);
    expect(labelsIn(laid)).toEqual(question.actions.map(({ label }) => label));
    for (const { value } of question.facts) expect(readIn(laid)).toContain(said(value));
  });

  it('tell whose problem a failure is', async () => {
    const generate = async (): Promise<never> => {
      throw new EaselError('content-blocked', { stage: 'prompt', categories: ['violence'] });
    };
    const kit = openKit({ generate });
    await kit.start();
    const { id } = await kit.talk.ask({ options: { prompt: 'a fox' } });
    const { failure } = await kit.ended(id);
    if (!failure) throw new Error('It did not fail.');
    const laid = layFailure(failure);
    expect(faultsOf(laid)).toEqual([]);
    expect(readIn(laid)).toContain(said(failure.failure.text));
  });

  it.each(['help', 'models', 'credits', 'history', 'settings'])('answer /%s', async (name) => {
    const { kit } = await finished({ prompt: 'a fox' });
    const { answer } = await kit.talk.ask({ name });
    if (!answer) throw new Error('Nothing was answered.');
    const pages = layAnswer(answer, { notes: [] });
    expect(pages.flatMap(faultsOf)).toEqual([]);
    const words = pages.map(readIn).join('\n');
    for (const cell of answer.kind === 'table' ? answer.rows.flat() : [answer.text]) {
      expect(words.replaceAll('`', '')).toContain(said(cell) === '–' ? '' : said(cell).trim());
    }
  });

  it('open their forms', async () => {
    const { kit, card } = await finished({ prompt: 'a fox', n: 4 });
    for (const { state } of card.actions.filter(({ opensForm }) => opensForm)) {
      await kit.talk.ask({ trigger: 'button', name: '', state });
    }
    expect(kit.talk.forms.length).toBeGreaterThan(7);
    expect(kit.talk.forms.map(layModal).flatMap(modalFaultsOf)).toEqual([]);
  });
});
