import type { Command, Option } from '#src/ports/command.ts';

/** Slack takes 1000 characters but shows one line; /help has the rest. */
const MAX_HINT = 90;
/** Numbers above say nothing to anybody. */
const LARGEST_SHOWN = 1000;
const LONGEST_CHOICE = 30;

/** How a command is filled in, in short: `prompt [--model …] [--n 1-10] …`. Empty where there is nothing to fill in. */
export function usageHint({ options }: Pick<Command, 'options'>): string {
  const entries = Object.entries(options);
  const words = entries.find(([, { kind }]) => kind === 'text');
  const parts = [
    ...(words ? [wordsOf(...words)] : []),
    ...entries.filter((entry) => entry !== words).flatMap(([name, option]) => partOf(name, option)),
  ];
  return shortened(parts);
}

/** What is written without naming an option. */
const wordsOf = (name: string, option: Option): string =>
  'required' in option && option.required ? name : `[${name}]`;

function partOf(name: string, option: Option): readonly string[] {
  switch (option.kind) {
    case 'text':
      return [`[--${name} …]`];
    case 'integer':
      return [`[--${name} ${option.max > LARGEST_SHOWN ? '…' : `${option.min}-${option.max}`}]`];
    case 'choice':
      return [`[--${name} ${oneOf(option.of)}]`];
    case 'flag':
      return [`[--${name}]`];
    case 'person':
      return ['[@somebody]'];
    case 'role':
      return ['[@group]'];
    case 'channel':
      return ['[#channel]'];
    // A slash command carries no files; bare, it opens a form that takes them.
    case 'image':
      return [];
  }
}

function oneOf(values: readonly string[]): string {
  const all = values.join('|');
  return all.length > LONGEST_CHOICE ? '…' : all;
}

function shortened(parts: readonly string[]): string {
  const whole = parts.join(' ');
  if (whole.length <= MAX_HINT) return whole;
  const fits = parts.findIndex((_, index) => parts.slice(0, index + 1).join(' ').length > MAX_HINT - 2);
  return [...parts.slice(0, fits), '…'].join(' ');
}
