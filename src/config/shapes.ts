import { z } from 'zod';
import { mustBe } from './wording.ts';

/** A whole number between two bounds, both included. */
export const whole = (min: number, max: number) => {
  const error = mustBe(`a whole number from ${min} to ${max}`);
  return z.int({ error }).min(min, { error }).max(max, { error });
};

/** A text of at least one character that is not blank, trimmed. */
export const words = (max: number) => {
  const error = mustBe(`a text of 1 to ${max} characters`);
  return z.string({ error }).trim().min(1, { error }).max(max, { error });
};

export const listOf = <T extends z.ZodType>(item: T) => z.array(item, { error: mustBe('a list') });

/** An object of known names only. */
export const section = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject(shape, { error: mustBe('an object') });

/** An object of any names. */
export const byName = <T extends z.core.SomeType>(value: T) =>
  z.record(z.string(), value, { error: mustBe('an object') });

export const oneOf = <const T extends string>(values: readonly T[]) =>
  z.enum(values, { error: mustBe(`one of ${values.join(', ')}`) });
