import { describe, expect, it } from 'vitest';
import { imagine } from '#commands/imagine.ts';
import { readCommandText } from '#src/chat/slack/intake/read-command-text.ts';
import type { AcceptedRequest } from '#src/domain/job.ts';
import { expandPrompt } from '#src/domain/permutations.ts';
import { commandLine, sayAgain } from '#src/domain/say-again.ts';

const requestOf = (more: Partial<AcceptedRequest> = {}): AcceptedRequest => ({
  command: 'imagine',
  prompt: 'a fox',
  options: {},
  images: [],
  instructions: [],
  ...more,
});

const lineOf = (request: AcceptedRequest, quotes: boolean) => {
  const again = sayAgain(request);
  return again && commandLine(again, quotes);
};

describe('a request said again', () => {
  const options = {
    model: 'openai/gpt-image-2.6-flare',
    aspect: '16:9',
    n: 2,
    negative: 'no hat',
    exact: false,
  } as const;

  it('is one line, with quotes where a place needs them', () => {
    const request = requestOf({ prompt: 'a  fox\nin the snow', options });
    expect(lineOf(request, false)).toBe(
      '/imagine prompt:a fox in the snow model:openai/gpt-image-2.6-flare aspect:16:9 n:2 negative:no hat exact:no',
    );
    expect(lineOf(request, true)).toBe(
      '/imagine a fox in the snow model:openai/gpt-image-2.6-flare aspect:16:9 n:2 negative:"no hat" exact:no',
    );
  });

  it('is read on Slack as what it was', () => {
    const line = lineOf(requestOf({ prompt: 'a fox in the snow', options }), true) ?? '';
    expect(readCommandText(line.replace('/imagine ', ''), imagine.options)).toEqual({
      ...{ prompt: 'a fox in the snow', model: 'openai/gpt-image-2.6-flare', aspect: '16:9' },
      ...{ n: 2, negative: 'no hat', exact: false },
    });
  });

  it('means braces as they were meant', () => {
    const literal = sayAgain(requestOf({ prompt: 'a {red,blue} fox', literal: true }));
    expect(expandPrompt(literal?.prompt ?? '', 10)).toEqual(['a {red,blue} fox']);
    expect(sayAgain(requestOf({ prompt: 'a {red,blue} fox' }))?.prompt).toBe('a {red,blue} fox');
  });

  it('tells that its pictures have to be given once more', () => {
    const image = { key: 'x', filename: 'x.png' };
    expect(sayAgain(requestOf({ command: 'edit', images: [image] }))).toMatchObject({
      name: 'edit',
      needsPictures: true,
    });
    expect(sayAgain(requestOf())?.needsPictures).toBe(false);
  });

  it('is none for an avatar', () => {
    expect(sayAgain(requestOf({ command: 'avatar' }))).toBeUndefined();
  });
});
