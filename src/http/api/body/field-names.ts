import { named, refuse } from './body-fault.ts';

/** Letters and digits, and at the end perhaps a pair of brackets with a small number in it or nothing. */
const NAME = /^([A-Za-z][A-Za-z0-9_]{0,63})(?:\[(\d{0,2})\])?$/;

/** What every object has already. */
const INHERITED: ReadonlySet<string> = new Set([
  'constructor',
  'prototype',
  ...Object.getOwnPropertyNames(Object.prototype),
]);

export interface FieldName {
  readonly name: string;
  /** Written with brackets, so there may be several. */
  readonly isList: boolean;
}

/** Reads the name of a form's field. @throws {BodyRefusal} where it is none, or one that an object has by itself. */
export function fieldName(written: string): FieldName {
  const [, name, index] = NAME.exec(written) ?? [];
  if (name === undefined || INHERITED.has(name))
    refuse(400, 'invalid_field_name', `${named(written)} is no name of a field. Leave it out.`);
  return { name, isList: index !== undefined };
}

/** @throws {BodyRefusal} where any name in a JSON document is one that an object has by itself. */
export function checkNames(document: unknown): void {
  // A list of what is left to look at instead of a call within a call: the depth comes from outside.
  const left = [document];
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    if (typeof next !== 'object' || next === null) continue;
    for (const [name, value] of Object.entries(next)) {
      if (INHERITED.has(name)) refuse(400, 'invalid_field_name', `${named(name)} is no name of a field. Leave it out.`);
      if (typeof value === 'object' && value !== null) left.push(value);
    }
  }
}
