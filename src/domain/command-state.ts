/** A command as a button carries it, with what is known of its options already. */
export interface CommandWish {
  /** Of a subcommand both words. */
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
}

const MARK = 'run:';

/**
 * The state of a button that is a command, such as `run:quota undo?revision=17`. Whoever presses it says the command, with no more
 * rights than if it was typed. A state has at most 80 characters.
 */
export function commandState(name: string, options: Readonly<Record<string, string>> = {}): string {
  const given = new URLSearchParams(options).toString();
  return `${MARK}${name}${given === '' ? '' : `?${given}`}`;
}

/** Reads such a state; `undefined` for any other. */
export function readCommandState(state: string): CommandWish | undefined {
  if (!state.startsWith(MARK)) return undefined;
  const [name = '', given = ''] = state.slice(MARK.length).split('?', 2);
  return { name, options: Object.fromEntries(new URLSearchParams(given)) };
}
