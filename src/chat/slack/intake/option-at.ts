import type { Command, Option } from '#src/ports/command.ts';
import { type Named, optionNamed } from './option-names.ts';
import { fitting, flagIn, givenValue, type OptionValue } from './option-value.ts';
import { quotedValue } from './quotes.ts';
import { wordEnd, wordStart } from './words.ts';

type Options = Command['options'];

/** An option that was written, and where the text goes on behind it. */
export interface WrittenOption {
  readonly name: string;
  readonly value: OptionValue;
  /** The value as it stands in the text, without its quotes. */
  readonly raw: string;
  readonly end: number;
}

/** Any dash, because phones make one of two; then a name, and a value behind a space, `=` or `:`. */
const DASHED = /(?:-{1,3}|[‒–—―−]{1,2}-?)([A-Za-z][\w-]*)([=:]\s?|(?=\s|$))/y;
/** `ar:16:9`. */
const BARE = /([A-Za-z][\w-]+|n):(?=\S)/y;

interface Start extends Named {
  /** Where its value is to be looked for. */
  readonly at: number;
  /** The value hangs on the name. */
  readonly isAttached: boolean;
  /** No dash says that an option is meant, so the value has to fit. */
  readonly isBare: boolean;
}

/**
 * The option that stands here; `undefined` where none does, or it has no value that it could have.
 * @param isAfterWords whether the words that are no option were begun: only then may a value go on behind a space.
 */
export function optionAt(text: string, at: number, options: Options, isAfterWords: boolean): WrittenOption | undefined {
  const start = startAt(text, at, options);
  if (!start) return undefined;
  if (start.option.kind === 'flag') return flagAt(text, start, options);
  const { raw, end } = rawValue(text, start, options, isAfterWords);
  const value = (start.isBare ? fitting : givenValue)(start.option, raw);
  return value === undefined ? undefined : { name: start.name, value, raw, end };
}

function startAt(text: string, at: number, options: Options): Start | undefined {
  const dashed = matched(DASHED, text, at);
  const bare = dashed ? undefined : matched(BARE, text, at);
  const [whole = '', written = '', separator] = dashed ?? bare ?? [];
  const named = optionNamed(written, options);
  if (!named) return undefined;
  return { ...named, at: at + whole.length, isAttached: separator !== '', isBare: !dashed };
}

function matched(pattern: RegExp, text: string, at: number): RegExpExecArray | undefined {
  pattern.lastIndex = at;
  return pattern.exec(text) ?? undefined;
}

function rawValue(
  text: string,
  start: Start,
  options: Options,
  isAfterWords: boolean,
): Pick<WrittenOption, 'raw' | 'end'> {
  const at = start.isAttached ? start.at : wordStart(text, start.at);
  if (!start.isAttached && startAt(text, at, options)) return { raw: '', end: at };
  const quoted = quotedValue(text, at);
  if (quoted) return { raw: quoted.inside, end: quoted.end };
  const mayGoOn = isAfterWords && !start.isBare && isFreeText(start.option);
  const end = mayGoOn ? beforeNextOption(text, at, options) : wordEnd(text, at);
  return { raw: text.slice(at, end), end };
}

/** Of such a one people write several words: `--negative text, frames`. */
const isFreeText = (option: Option): boolean =>
  option.kind === 'text' && option.max !== undefined && option.complete === undefined;

function beforeNextOption(text: string, at: number, options: Options): number {
  let end = at;
  for (let next = at; next < text.length && !startAt(text, next, options); next = wordStart(text, end))
    end = wordEnd(text, next);
  return end;
}

/** Alone it means yes. A yes or no behind a space is its own only where no words follow: `--private no people` shows nothing to others. */
function flagAt(text: string, start: Start, options: Options): WrittenOption | undefined {
  const { name, isDenied = false } = start;
  const at = start.isAttached ? start.at : wordStart(text, start.at);
  const end = wordEnd(text, at);
  const said = flagIn(text.slice(at, end));
  if (start.isAttached) return said === undefined ? undefined : { name, value: said !== isDenied, raw: '', end };
  const next = wordStart(text, end);
  const isItsOwn = said !== undefined && (next >= text.length || startAt(text, next, options) !== undefined);
  return isItsOwn
    ? { name, value: said !== isDenied, raw: '', end }
    : { name, value: !isDenied, raw: '', end: start.at };
}
