import { describe, expect, it } from 'vitest';
import { templateName } from '#src/domain/templates/template.ts';
import { readTemplate } from '#src/domain/templates/template-words.ts';

describe('the words of a template', () => {
  it('are words, blanks with or without a usual value, and other templates', () => {
    expect(readTemplate('a {{Subject}} in {{ place = Rome, at night }}, {{> house-style }}')).toEqual([
      { kind: 'words', words: 'a ' },
      { kind: 'blank', name: 'subject' },
      { kind: 'words', words: ' in ' },
      { kind: 'blank', name: 'place', usual: 'Rome, at night' },
      { kind: 'words', words: ', ' },
      { kind: 'include', name: 'house-style' },
    ]);
  });

  it('may be written in any script', () => {
    expect(readTemplate('{{größe}}{{主題=猫}}')).toEqual([
      { kind: 'blank', name: 'größe' },
      { kind: 'blank', name: '主題', usual: '猫' },
    ]);
  });

  it.each([
    '{red,blue} car',
    '{{red,blue},green} car',
    '{{a}',
    '{{}}',
    '{{ 1x }}',
    '{{two words}}',
    '\\{{subject}}',
    'a { b',
  ])('have no blank where none was meant: %s', (prompt) => {
    expect(readTemplate(prompt)).toEqual([{ kind: 'words', words: prompt }]);
  });

  it('keep an escape before a blank from taking its meaning away', () => {
    expect(readTemplate('a \\\\{{b}}')).toEqual([
      { kind: 'words', words: 'a \\\\' },
      { kind: 'blank', name: 'b' },
    ]);
    expect(readTemplate('ends in \\')).toEqual([{ kind: 'words', words: 'ends in \\\\' }]);
  });

  it('are read in linear time, whatever they are', () => {
    const began = performance.now();
    for (const words of ['{{a=', '{{a ', '{{', '{{>', '\\', '{{a= '].map((each) => each.repeat(1000)))
      readTemplate(words);
    expect(performance.now() - began).toBeLessThan(500);
  });
});

it.each([
  ['Poster', 'poster'],
  ['  house-style_2 ', 'house-style_2'],
  ['Größe', 'größe'],
  ['__proto__', undefined],
  ['two words', undefined],
  ['a/b', undefined],
  ['', undefined],
  ['x'.repeat(33), undefined],
])('takes %j for the name %s', (said, name) => {
  expect(templateName(said)).toBe(name);
});
