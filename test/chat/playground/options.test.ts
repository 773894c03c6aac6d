import { describe, expect, it } from 'vitest';
import { parseOptions } from '#src/chat/playground/options.ts';
import { COMMANDS } from './open-studio.ts';

const imagine = named('imagine');

function named(name: string) {
  const command = COMMANDS.find((one) => one.name === name);
  if (!command) throw new Error(`There is no ${name}.`);
  return command;
}

describe('options', () => {
  it('become what the command says they are', () => {
    const given = { prompt: 'a fox', n: '4', background: 'Transparent', private: 'yes', model: '  ' };
    expect(parseOptions(imagine, given)).toEqual({ prompt: 'a fox', n: 4, background: 'transparent', private: true });
  });

  it.each([
    [{ n: 0 }, 'The value 0 does not fit the option n.'],
    [{ n: '11' }, 'whole number from 1 to 10'],
    [{ n: '2.5' }, 'whole number'],
    [{ n: '1e1' }, 'whole number'],
    [{ n: true }, 'whole number'],
    [{ background: 'pink' }, 'auto, transparent, opaque'],
    [{ private: 'maybe' }, 'yes or no'],
    [{ model: 'x'.repeat(41) }, 'at most 40 characters, not 41'],
    [{ wings: '2' }, '/imagine has no option wings to write. It has prompt, model'],
    [{ toString: 'x' }, 'toString'],
    [{ image: 'result:1:0' }, 'image'],
  ])('refuses %j in a sentence', (given, sentence) => {
    expect(() => parseOptions(imagine, given)).toThrow(sentence);
  });

  it.each([
    [{ user: '@Ada' }, { user: 'ada' }],
    [{ user: ' Ada ' }, { user: 'ada' }],
    [{ role: '@Designers' }, { role: 'designers' }],
    [{ channel: '#Studio' }, { channel: 'studio' }],
    [{ user: '', role: ' ', channel: '' }, {}],
  ])('reads who and where from %j', (given, ids) => {
    expect(parseOptions(named('block'), given)).toEqual(ids);
  });

  it.each([
    [{ channel: '#general' }, '#studio, the only channel here'],
    [{ user: '@' }, ''],
    [{ user: 'x'.repeat(500) }, ''],
  ])('refuses %j as who or where', (given, sentence) => {
    expect(() => parseOptions(named('block'), given)).toThrow(sentence);
  });

  it('leaves an empty and a long prompt to the plan, which tells the operator-set limit', () => {
    expect(parseOptions(imagine, {})).toEqual({});
    expect(parseOptions(imagine, { prompt: 'a'.repeat(5000) }).prompt).toHaveLength(5000);
    expect(() => parseOptions(imagine, { prompt: 'a'.repeat(32_001) })).toThrow('at most 32000');
  });

  it('asks for what else is required', () => {
    expect(() => parseOptions(named('quota'), {})).toThrow('/quota needs user: Who.');
  });
});
