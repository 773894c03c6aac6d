/** A command as a button carries it, with what is known of its options already. */
export interface CommandWish {
  /** Of a subcommand both words. */
  readonly name: string;
  readonly options: Readonly<Record<string, string>>;
  /** Its form is opened first, also where it could do without. */
  readonly asks: boolean;
}

const RUN = 'run:';
const ASK = 'ask:';

/**
 * The state of a button that is a command, such as `run:quota undo?revision=17`. Whoever presses it says the command, with no more
 * rights than if it was typed. A state has at most 80 characters.
 * @param asks opens the command's form first, also where it could do without.
 */
export function commandState(name: string, options: Readonly<Record<string, string>> = {}, asks = false): string {
  const given = new URLSearchParams(options).toString();
  return `${asks ? ASK : RUN}${name}${given === '' ? '' : `?${given}`}`;
}

/** Reads such a state; `undefined` for any other. */
export function readCommandState(state: string): CommandWish | undefined {
  const asks = state.startsWith(ASK);
  if (!asks && !state.startsWith(RUN)) return undefined;
  const [name = '', given = ''] = state.slice(RUN.length).split('?', 2);
  return { name, options: Object.fromEntries(new URLSearchParams(given)), asks };
}
