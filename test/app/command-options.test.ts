import { expect, it } from 'vitest';
import { optionsOf } from '#src/app/command-options.ts';

const read = (value: string | number | boolean) => optionsOf({ options: { it: value }, images: {} });

it('reads numbers and flags, however a platform wrote them, and an empty text as none', () => {
  expect([read('7').integer('it'), read(7).integer('it'), read('-1').integer('it')]).toEqual([7, 7, -1]);
  expect([read('true').flag('it'), read(true).flag('it'), read('false').flag('it')]).toEqual([true, true, false]);
  expect([read('').text('it'), read('').integer('it'), read(7).text('it')]).toEqual([undefined, undefined, '7']);
  const none = optionsOf({ options: {}, images: {} });
  expect([none.text('it'), none.integer('it'), none.flag('it'), none.images('it')]).toEqual([
    undefined,
    undefined,
    undefined,
    [],
  ]);
});

it.each(['many', '1e999', 'NaN', '7 foxes', '１２x'])('refuses %s where a number belongs', (value) => {
  expect(() => read(value).integer('it')).toThrow(`The value ${value} does not fit the option it.`);
});
