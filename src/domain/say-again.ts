import type { AcceptedRequest } from './job.ts';
import type { RequestOptions } from './request.ts';

/** Options that are said with a command, under their own names, as they are offered. Previews are the place's affair. */
const SAID = [
  'model',
  'aspect',
  'n',
  'quality',
  'background',
  'format',
  'seed',
  'mode',
  'region',
  'negative',
  'scale',
  'size',
  'style',
  'fidelity',
  'compression',
  'moderation',
  'exact',
] as const satisfies readonly (keyof RequestOptions)[];

/** A request as words and options, to be said once more or changed a little. */
export interface SaidAgain {
  readonly name: 'imagine' | 'edit';
  readonly prompt: string;
  readonly options: Readonly<Record<string, string>>;
  /** Pictures were given with it, which no words bring along. */
  readonly needsPictures: boolean;
}

/** `undefined` where no such command says it: an avatar is told of, not described. */
export function sayAgain({ command, prompt, options, images, mask, literal }: AcceptedRequest): SaidAgain | undefined {
  if (command === 'avatar') return undefined;
  const given = SAID.flatMap((name) => {
    const value = options[name];
    return value === undefined ? [] : [[name, valueWords(value)] as const];
  });
  return {
    name: command,
    prompt: literal ? escaped(prompt) : prompt,
    options: Object.fromEntries(given),
    needsPictures: images.length > 0 || mask !== undefined,
  };
}

const valueWords = (value: string | number | boolean): string =>
  typeof value === 'boolean' ? (value ? 'yes' : 'no') : String(value);

/** Braces that stood for themselves do so again. */
const escaped = (prompt: string): string =>
  /\{[^{}]*,[^{}]*\}/.test(prompt) ? prompt.replace(/[{}\\]/g, '\\$&') : prompt;

/**
 * The same as one line to paste: `/imagine prompt:a fox aspect:16:9`.
 * @param quotes whether values of several words need them there.
 */
export function commandLine({ name, prompt, options }: SaidAgain, quotes: boolean): string {
  const value = (words: string) => (quotes && /\s/.test(words) ? `"${words.replace(/"/g, "'")}"` : words);
  const said = Object.entries(options).map(([option, words]) => `${option}:${value(words)}`);
  const line = prompt.replace(/\s+/g, ' ').trim();
  return [`/${name}`, quotes ? line : `prompt:${line}`, ...said].filter(Boolean).join(' ');
}
