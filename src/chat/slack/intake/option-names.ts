import type { Command, Option } from '#src/ports/command.ts';

type Options = Command['options'];

/** What people write for an option, where the command has none of that very name. */
const ALIASES: ReadonlyMap<string, readonly string[]> = new Map([
  ['ar', ['aspect']],
  ['aspect-ratio', ['aspect']],
  ['ratio', ['aspect']],
  ['m', ['model']],
  ['q', ['quality']],
  ['n', ['count']],
  ['count', ['n']],
  ['bg', ['background']],
  ['no', ['negative']],
  ['dry', ['dry-run']],
  ['dryrun', ['dry-run']],
]);

/** An option that can be written: every kind but a picture. */
export interface Named {
  readonly name: string;
  readonly option: Exclude<Option, { kind: 'image' }>;
  /** It was written with a `no-` in front. */
  readonly isDenied?: true;
}

/** The option of a name as somebody wrote it. */
export function optionNamed(written: string, options: Options): Named | undefined {
  const name = written.toLowerCase().replaceAll('_', '-');
  const found = [name, ...(ALIASES.get(name) ?? [])].flatMap((each) => writable(each, options))[0];
  if (found) return found;
  const denied = name.startsWith('no-') ? writable(name.slice(3), options)[0] : undefined;
  return denied?.option.kind === 'flag' ? { ...denied, isDenied: true } : undefined;
}

export function writable(name: string, options: Options): readonly Named[] {
  const option = Object.hasOwn(options, name) ? options[name] : undefined;
  return option && option.kind !== 'image' ? [{ name, option }] : [];
}
