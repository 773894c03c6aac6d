import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EaselError } from '#src/domain/errors.ts';
import { TEMPLATE_LIMITS } from '#src/domain/templates/template.ts';
import { blanksOf, unfoldTemplate } from '#src/domain/templates/unfold-template.ts';
import { finder, joined, template } from './template-kit.ts';

const why = (work: () => unknown): string => {
  try {
    work();
  } catch (error) {
    if (error instanceof EaselError && error.code === 'template-invalid') return error.message;
    throw error;
  }
  return 'nothing';
};

describe('a template with others inside', () => {
  it('has their words and blanks in their places', () => {
    const all = {
      poster: 'a {{subject}}, {{>style}}',
      style: '{{look=bold}} lines, {{>frame}}',
      frame: 'in a {{look}} frame',
    };
    const parts = unfoldTemplate(template('poster', all.poster), finder(all));
    expect(joined(parts)).toBe('a <subject>, <look> lines, in a <look> frame');
    expect(blanksOf(parts)).toEqual([{ name: 'subject' }, { name: 'look', usual: 'bold' }]);
  });

  it.each([
    [{ a: 'x {{>a}}' }, 'a has a'],
    [{ a: '{{>b}}', b: '{{>c}}', c: 'and {{>a}}' }, 'a has b has c has a'],
  ])('is refused with itself inside: %j', (all, path) => {
    expect(why(() => unfoldTemplate(template('a', all.a), finder(all)))).toContain(`has itself inside: ${path}.`);
  });

  it('may stand beside itself in another, for that never ends in itself', () => {
    const all = { a: '{{>b}} and {{>b}}', b: 'bee' };
    expect(joined(unfoldTemplate(template('a', all.a), finder(all)))).toBe('bee and bee');
  });

  it('is refused where one is missing, and says which', () => {
    expect(why(() => unfoldTemplate(template('a', '{{>gone}}'), finder({})))).toContain('{{>gone}}');
  });

  it('goes so deep and not deeper', () => {
    const chain = (length: number) =>
      Object.fromEntries(
        Array.from({ length }, (_, at) => [`t${at}`, at + 1 < length ? `{{>t${at + 1}}}` : 'the end']),
      );
    const whole = chain(TEMPLATE_LIMITS.depth);
    expect(joined(unfoldTemplate(template('t0', whole.t0 ?? ''), finder(whole)))).toBe('the end');
    const deep = chain(TEMPLATE_LIMITS.depth + 1);
    expect(why(() => unfoldTemplate(template('t0', deep.t0 ?? ''), finder(deep)))).toContain('deep inside each other');
  });

  it('cannot grow without end by naming many of many', () => {
    const many = (name: string) => `{{>${name}}}`.repeat(30);
    const all = { a: many('b'), b: many('c'), c: many('d'), d: 'x' };
    expect(why(() => unfoldTemplate(template('a', all.a), finder(all)))).toContain('others inside');
    const long = { a: '{{>b}}{{>b}}', b: 'x'.repeat(3000) };
    expect(why(() => unfoldTemplate(template('a', long.a), finder(long)))).toContain('longer than 4000');
  });

  it('has no more blanks than a form has room for', () => {
    const prompt = ['one', 'two', 'three', 'four', 'five'].map((name) => `{{${name}}}`).join(' ');
    expect(why(() => unfoldTemplate(template('a', prompt), finder({})))).toContain('5 blanks: one, two, three');
  });

  it('always ends, however templates name each other', () => {
    const names = ['a', 'b', 'c', 'd'];
    const prompt = fc
      .array(
        fc.oneof(fc.constantFrom(...names.map((name) => `{{>${name}}}`)), fc.constantFrom('x', '{{y}}', '{p,q}')),
        {
          maxLength: 12,
        },
      )
      .map((words) => words.join(' '));
    fc.assert(
      fc.property(fc.tuple(prompt, prompt, prompt, prompt), (prompts) => {
        const all = Object.fromEntries(names.map((name, at) => [name, prompts[at] ?? '']));
        const end = (() => {
          try {
            return unfoldTemplate(template('a', prompts[0]), finder(all)).length;
          } catch (error) {
            return error instanceof EaselError ? error.code : 'other';
          }
        })();
        expect(end === 'template-invalid' || typeof end === 'number').toBe(true);
      }),
    );
  });
});
