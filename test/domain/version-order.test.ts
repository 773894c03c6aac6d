import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readVersionOrder, type VersionOrder } from '#src/domain/version-order.ts';

const use = (label: string, picture?: number): VersionOrder => ({
  kind: 'use',
  version: { label, ...(picture !== undefined && { picture }) },
});
const show = (label: string): VersionOrder => ({ kind: 'show', version: { label } });
const compare = (...labels: readonly string[]): VersionOrder => ({
  kind: 'compare',
  versions: labels.map((label) => ({ label })),
});
const change = (label: string, prompt: string, picture?: number): VersionOrder => ({
  kind: 'change',
  version: { label, ...(picture !== undefined && { picture }) },
  prompt,
});
const back = (steps = 1): VersionOrder => ({ kind: 'back', steps });

describe('an order about versions', () => {
  it.each<[string, VersionOrder]>([
    ['go back to v2', use('v2')],
    ['Go back to V2, please!', use('v2')],
    ['use v1', use('v1')],
    ['"use v1.2"', use('v1.2')],
    ['v1', use('v1')],
    ['version 3', use('v3')],
    ['continue with v1', use('v1')],
    ['take v1 again', use('v1')],
    ['I want v1', use('v1')],
    ['use v2 #3', use('v2', 3)],
    ['zurück zu v2', use('v2')],
    ['bitte zurück auf Version 2', use('v2')],
    ['zurueck zu v02', use('v2')],
    ['nimm v1 wieder', use('v1')],
    ['v1 nehmen', use('v1')],
    ['mach mit v1 weiter', use('v1')],
    ['show me v1 again', show('v1')],
    ['zeig mir v1', show('v1')],
  ])('names the one to go on from, or to see: %s', (words, order) => {
    expect(readVersionOrder(words)).toEqual(order);
  });

  it.each<[string, VersionOrder]>([
    ['back', back()],
    ['Undo.', back()],
    ['undo that please', back()],
    ['undo the last change', back()],
    ['go back', back()],
    ['one step back', back()],
    ['go back one step', back()],
    ['revert', back()],
    ['previous version', back()],
    ['go back two steps', back(2)],
    ['back 3 steps', back(3)],
    ['zurück', back()],
    ['ZURÜCK!', back()],
    ['zuru\u0308ck', back()],
    ['einen Schritt zurück', back()],
    ['geh zwei Schritte zurück', back(2)],
    ['rückgängig', back()],
    ['mach das rückgängig, bitte', back()],
    ['die vorherige Version bitte', back()],
  ])('goes back: %s', (words, order) => {
    expect(readVersionOrder(words)).toEqual(order);
  });

  it.each<[string, VersionOrder]>([
    ['compare v1 v3', compare('v1', 'v3')],
    ['Compare v1 and v3, please.', compare('v1', 'v3')],
    ['compare versions 1 and 3', compare('v1', 'v3')],
    ['compare V1.1 with v3', compare('v1.1', 'v3')],
    ['compare v1, v2 & v3', compare('v1', 'v2', 'v3')],
    ['compare with v1', compare('v1')],
    ['compare to the original', compare('original')],
    ['compare it with v1', compare('v1')],
    ['compare', compare()],
    ['compare with the previous version', compare()],
    ['before / after', compare()],
    ['v1 vs v3', compare('v1', 'v3')],
    ['show v1 and v3 side by side', compare('v1', 'v3')],
    ['vergleiche v1 und v3', compare('v1', 'v3')],
    ['v1 und v3 vergleichen', compare('v1', 'v3')],
    ['Vergleich mit v1', compare('v1')],
    ['zeig mir den Unterschied zwischen v1 und v2', compare('v1', 'v2')],
    ['vorher nachher', compare()],
  ])('compares: %s', (words, order) => {
    expect(readVersionOrder(words)).toEqual(order);
  });

  it.each<[string, VersionOrder]>([
    ['v2 make it warmer', change('v2', 'make it warmer')],
    ['V2: make it warmer', change('v2', 'make it warmer')],
    ['v1.1, warmer', change('v1.1', 'warmer')],
    ['v2 – warmer', change('v2', 'warmer')],
    ['version 2 but darker', change('v2', 'darker')],
    ['in v1, remove the cup', change('v1', 'remove the cup')],
    ['v2 #3 make it red', change('v2', 'make it red', 3)],
    ['go back to v1 and make it blue', change('v1', 'make it blue')],
    ['Back to v2. Then make it blue', change('v2', 'make it blue')],
    ['nimm v1 und mach es wärmer', change('v1', 'mach es wärmer')],
    ['v1 bitte wärmer', change('v1', 'bitte wärmer')],
  ])('changes an older one: %s', (words, order) => {
    expect(readVersionOrder(words)).toEqual(order);
  });

  it.each([
    'a fox in the snow',
    'compare apples and oranges on a table',
    'compare v1 and v3 in style',
    'a poster that says compare v1 v3',
    'compare the cup with a bowl',
    'move it to the back',
    'undo the braid in her hair',
    'go back to the roots',
    'the back of the car',
    'put v1 on the wall',
    'use v1 on the wall',
    'with v1 in the back',
    'V8-Motor',
    'a v8 engine',
    'make it v2',
    'v1 and v2 in a basket',
    'v1, v2 together in a basket',
    'side by side',
    'before the rain',
    'zurück in die Zukunft',
    'vergleiche den Becher mit einer Schale',
    'v12345',
    '',
    'v',
    '#2 make it red',
  ])('is none in an ordinary prompt: %s', (words) => {
    expect(readVersionOrder(words)).toBeUndefined();
  });
});

const label = fc
  .tuple(fc.integer({ min: 1, max: 999 }), fc.option(fc.integer({ min: 1, max: 99 }), { nil: undefined }))
  .map(([major, minor]) => `v${major}${minor === undefined ? '' : `.${minor}`}`);
const around = fc.constantFrom(
  (words: string) => words,
  (words: string) => ` ${words.toUpperCase()}! `,
  (words: string) => `please ${words}`,
  (words: string) => `"${words}", bitte.`,
);
const PLAIN = /^[\p{L}]+$/u;

describe('any order', () => {
  it('is read whatever the version, the case and the courtesy', () => {
    fc.assert(
      fc.property(label, label, around, (one, other, said) => {
        expect(readVersionOrder(said(`go back to ${one}`))).toEqual(use(one));
        expect(readVersionOrder(said(`zurück zu ${one}`))).toEqual(use(one));
        expect(readVersionOrder(said(`compare ${one} ${other}`))).toEqual(compare(one, other));
        expect(readVersionOrder(said(`vergleiche ${one} mit ${other}`))).toEqual(compare(one, other));
      }),
    );
  });

  it('is a prompt with one strange word more', () => {
    fc.assert(
      fc.property(label, label, fc.constantFrom('cup', 'Katze', 'style', 'wall', 'Licht'), (one, other, word) => {
        expect(readVersionOrder(`compare ${one} ${other} ${word}`)).toBeUndefined();
        expect(readVersionOrder(`compare ${word} ${one}`)).toBeUndefined();
        expect(readVersionOrder(`use ${word} ${one}`)).toBeUndefined();
      }),
    );
  });

  it('loses nothing of what should change', () => {
    const word = fc.constantFrom('Warmer', 'light,', 'remove', 'THE', 'cup', 'ß', '<@U1>', '&', '😀', '"x"');
    const words = fc.array(word, { minLength: 1, maxLength: 30 }).map((all) => `make ${all.join(' ')}`);
    fc.assert(
      fc.property(label, words, (one, prompt) => {
        expect(readVersionOrder(`${one} ${prompt}`)).toEqual(change(one, prompt));
        expect(readVersionOrder(`${one}: ${prompt}`)).toEqual(change(one, prompt));
      }),
    );
  });

  it('is looked for in any words, and never found in those without a number or an order of their own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 3000 }), (words) => {
        expect(() => readVersionOrder(words)).not.toThrow();
      }),
    );
    fc.assert(
      fc.property(fc.array(fc.string({ minLength: 3 }).filter((word) => PLAIN.test(word))), (words) => {
        expect(readVersionOrder(`paint ${words.join(' ')}`)).toBeUndefined();
      }),
    );
  });

  it.each([
    'please '.repeat(2000),
    `${'v1 '.repeat(2000)}`,
    `compare ${'v1 and '.repeat(2000)}`,
    `${'a '.repeat(5000)}v1`,
  ])('takes no time over long repetitions', (words) => {
    const began = performance.now();
    readVersionOrder(words);
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
