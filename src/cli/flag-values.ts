import { InvalidArgumentError } from 'commander';

/** Every value of a flag that is repeated. */
export function collect(value: string, earlier: readonly string[] = []): readonly string[] {
  return [...earlier, value];
}

export function shardNumbers(value: string): readonly number[] {
  if (!/^\d+(,\d+)*$/.test(value)) throw new InvalidArgumentError('It has to be numbers with commas, such as 0,1.');
  return value.split(',').map(Number);
}

export function wholeNumber(value: string): number {
  if (!/^-?\d+$/.test(value)) throw new InvalidArgumentError('It has to be a whole number.');
  return Number(value);
}
