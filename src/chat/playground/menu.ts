import type { Command, Completion, Option } from '#src/ports/command.ts';
import type { Person } from './person.ts';

export interface Choice {
  readonly value: string;
  readonly label: string;
}

/** What values are completed from, for one person. */
export type Completions = (person: Person) => Promise<Partial<Record<Completion, readonly Choice[]>>>;

/** The commands a person may use, with everything the composer needs to complete them. */
export async function menuOf(
  commands: readonly Command[],
  {
    person,
    isModerator,
    completions,
    promptLimit,
  }: { person: Person; isModerator: boolean; completions: Completions; promptLimit: number },
): Promise<object> {
  const choices = await completions(person);
  const mine = commands.filter(({ who }) => who === 'everyone' || isModerator);
  return {
    promptLimit,
    commands: mine.map(({ name, description, options }) => ({
      name,
      description,
      options: Object.entries(options).map(([id, option]) => ({ id, ...describe(option, choices) })),
    })),
  };
}

function describe(option: Option, choices: Partial<Record<Completion, readonly Choice[]>>): object {
  const values = option.kind === 'text' && option.complete ? choices[option.complete] : undefined;
  return { ...option, ...(values && { values }) };
}
